import { HOUR } from '../../values/time/units.ts';
import type { Facts } from './facts.ts';
import { restCounts } from './release.ts';
import type { By, Directed, Kept, RolloutHead } from './rollout.ts';
import { counted, withWave } from './tally.ts';
import { type Result, type RolloutTarget, targetKey } from './target.ts';

/** How long an instance has, after a person's word, to be seen at rest where that counts. */
const AT_REST_WITHIN = HOUR;

/** A head, and rows that have to be written before it. */
export interface Changed {
  readonly head: RolloutHead;
  readonly rows: readonly RolloutTarget[];
}

/** What persons said of targets that ended, and what was learned of kept ones. A row is written first; then the head forgets the word. */
export function heedWords(given: RolloutHead, facts: Facts, now: number): Changed {
  const words = (given.directed ?? []).map((word) => (changed: Changed) => direct(changed, word, facts, now));
  const news = given.kept.map((one) => (changed: Changed) => prove(changed, one, facts));
  const after = [...words, ...news].reduce<Changed>((changed, change) => change(changed), {
    head: given,
    rows: [],
  });
  const { head, rows } = after;
  const waits = (head.directed ?? []).some(({ to }) => to === 'accept');
  if (head.state !== 'halted' || !head.proceed || waits) return after;
  const { proceed: _, why: __, ...rest } = head;
  return { head: { ...rest, state: 'running' }, rows };
}

function direct({ head, rows }: Changed, word: Directed, facts: Facts, now: number): Changed {
  const row = facts.rows.get(word.sk);
  if (!row) return { head, rows };
  const heard = { ...head, directed: head.directed?.filter((one) => one !== word) ?? [] };
  const isMeant = row.attempt === word.attempt;
  if (word.to === 'retry') {
    if (!isMeant) return { head: heard, rows };
    const recounted = recount(heard, word, undefined);
    return row.state === 'ended'
      ? { head: recounted, rows: [...rows, again(row)] }
      : { head: recounted, rows };
  }
  if (!isMeant || row.state !== 'ended') return { head: heard, rows };
  const kept = head.kept.find(({ sk }) => sk === word.sk);
  if (kept && !row.accepted) {
    const { proceed: _, ...rest } = heard;
    if (row.given_up === word.at) return { head: rest, rows };
    if (!facts.at_rest.has(word.sk)) {
      return now < Math.max(word.at, restCounts(row, facts)) + AT_REST_WITHIN
        ? { head, rows }
        : { head: rest, rows: [...rows, givenUp(row, word)] };
    }
  }
  // Since it was said, it may have been proven.
  const result = kept?.result ?? row.result ?? word.result;
  const accepted = recount(heard, { ...word, result }, 'accepted');
  return {
    head: { ...accepted, kept: accepted.kept.filter(({ sk }) => sk !== word.sk) },
    rows: row.accepted ? rows : [...rows, { ...row, accepted: true }],
  };
}

/** The row says it, so that a step beside this one, which still reads the word, does not accept it after all. */
const givenUp = (row: RolloutTarget, word: Directed): RolloutTarget => ({
  ...row,
  given_up: word.at,
  reason: `${row.reason}; it was not seen at rest in time to accept it`,
});

const recount = (head: RolloutHead, { wave, result }: Directed, to: Result | 'accepted' | undefined) =>
  withWave(head, wave, (one) => {
    const less = counted(one, result, -1);
    const { sweep: _, cursor: __, ...anew } = to === undefined ? less : counted(less, to);
    return anew;
  });

function again({
  result: _,
  ended_at: __,
  over_ran: _____,
  accepted: ___,
  given_up: ______,
  not_before: ____,
  ...row
}: RolloutTarget): RolloutTarget {
  return { ...row, state: 'waiting', put_off: 0, code: 'retry' };
}

/** A kept target whose instance is at rest and shows what was to be brought has ended, though nobody proved that we did it. */
function prove({ head, rows }: Changed, kept: Kept, facts: Facts): Changed {
  const row = facts.rows.get(kept.sk);
  // What shows behind a backup, nothing of ours has brought.
  const isWork = row?.state === 'ended' && row.stage === undefined;
  if (!row || !isWork || !head.kept.includes(kept) || row.accepted) return { head, rows };
  const isWritten = row.result === 'completed_unproven';
  if (!isWritten && !facts.proven.has(kept.sk)) return { head, rows };
  const freed = { ...head, kept: head.kept.filter((one) => one !== kept) };
  const proven = withWave(freed, kept.wave, (wave) =>
    counted(counted(wave, kept.result, -1), 'completed_unproven'),
  );
  return {
    head: proven,
    rows: isWritten ? rows : [...rows, { ...row, result: 'completed_unproven' }],
  };
}

/** A person's word about a row that ended. */
export const directedTo = (to: Directed['to'], row: RolloutTarget, { by, at, because }: By): Directed => ({
  to,
  sk: targetKey(row),
  wave: row.wave,
  attempt: row.attempt,
  result: row.result ?? 'failed',
  by,
  at,
  ...(because !== undefined && { because }),
});

/** Those that stood, and of the others those about other rows. */
export const merged = (stood: readonly Directed[] = [], words: readonly Directed[]): Directed[] => [
  ...stood,
  ...words.filter(({ sk }) => !stood.some((one) => one.sk === sk)),
];
