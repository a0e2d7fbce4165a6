import { iso } from '../../values/time/instant.ts';
import { BY_CLOCK, expired, type Gate, GO } from './gate.ts';

/** The operation itself can still be asked for when the request leaves at the earliest. */
export const tooLate: Gate = {
  at: BY_CLOCK,
  ask: ({ now, not_before = now, late }) => {
    if (late === undefined) return GO;
    const when = now < not_before ? `not_before ${iso(not_before)}` : `now ${iso(now)}`;
    return expired(`${late}, ${when}; nothing was sent`);
  },
};
