import type { Kept } from '../../stand-in/secrets/kept.ts';
import { leaksIn } from '../../stand-in/secrets/leaks.ts';
import type { Wrong } from './judge.ts';

/** Secrets in use meanwhile that stand in what was printed, stored, dead-lettered or told to the bus. */
export const judgeSecrets = (kept: Kept): Wrong[] =>
  leaksIn(kept).map(({ where, text }) => ({
    what: 'secret shown',
    request_id: /"request_id":"([^"]+)"/.exec(text)?.[1] ?? '?',
    detail: `in ${where}`,
  }));
