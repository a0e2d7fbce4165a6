import { iso } from '../../values/time/instant.ts';
import { BY_CLOCK, expired, type Gate, GO } from './gate.ts';

/** The time is not over: nothing is ever sent late. */
export const deadline: Gate = {
  at: BY_CLOCK,
  ask: ({ now, deadline }) =>
    now > deadline ? expired(`not_after, ${iso(deadline)}, is past; nothing was sent`) : GO,
};
