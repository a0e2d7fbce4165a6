import { howLong } from '../../values/time/how-long.ts';
import { iso } from '../../values/time/instant.ts';
import type { Clock } from './facts.ts';
import { BY_CLOCK, expired, type Gate, GO } from './gate.ts';

/** The work can have ended in time, as far as usual and documented times tell. */
export const endsBy: Gate = {
  at: BY_CLOCK,
  ask: (clock) => {
    const because = endsTooLate(clock);
    return because === undefined ? GO : expired(`${because}; nothing was sent`, 'ends_too_late');
  },
};

/** Why work that leaves at the earliest could not end by then; undefined where it can. */
export function endsTooLate({
  now,
  not_before = now,
  work: { starts_at = now, ends_by, lasts },
}: Pick<Clock, 'now' | 'not_before' | 'work'>): string | undefined {
  const start = Math.max(now, not_before, starts_at);
  if (ends_by === undefined || start + lasts.ms <= ends_by) return undefined;
  const known = lasts.assumed ? 'as is assumed' : 'as a rule';
  return `its work lasts ${howLong(lasts.ms)} ${known} and would end at ${iso(start + lasts.ms)}, after ends_by, ${iso(ends_by)}`;
}
