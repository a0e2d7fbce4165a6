import { iso } from '../../values/time/instant.ts';
import { BY_CLOCK, type Gate, GO, waitUntil } from './gate.ts';

/** The time has come that the intent names. */
export const notBefore: Gate = {
  at: BY_CLOCK,
  ask: ({ now, not_before = now }) =>
    now < not_before ? waitUntil(not_before, `waits for not_before, ${iso(not_before)}`) : GO,
};
