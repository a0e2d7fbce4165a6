import { howLong } from '../../values/time/how-long.ts';
import { iso } from '../../values/time/instant.ts';
import type { Clock } from './facts.ts';
import { BY_CLOCK, expired, type Gate, GO } from './gate.ts';

/** The work can have ended in time that begins at the earliest, as far as usual and documented times tell. */
export const endsBy: Gate = {
  at: BY_CLOCK,
  ask: ({ now, not_before = now, work: { starts_at = now, ends_by, lasts } }) => {
    const end = Math.max(now, not_before, starts_at) + lasts.ms;
    if (ends_by === undefined || end <= ends_by) return GO;
    const known = lasts.assumed ? 'as is assumed' : 'as a rule';
    return expired(
      `its work lasts ${howLong(lasts.ms)} ${known} and would end at ${iso(end)}, after ends_by, ${iso(ends_by)}; nothing was sent`,
      'ends_too_late',
    );
  },
};

/** The last moment at which it may be sent: the deadline, or earlier where its work needs the time to end. */
export const lastMoment = ({
  deadline,
  work: { starts_at, ends_by, lasts },
}: Pick<Clock, 'deadline' | 'work'>): number =>
  starts_at !== undefined || ends_by === undefined ? deadline : Math.min(deadline, ends_by - lasts.ms);
