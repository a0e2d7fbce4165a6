import type { Calendar } from '../../shared/calendar/calendar.ts';
import { HORIZON } from '../../shared/calendar/opening.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Schedule } from './check-schedule.ts';
import { fixedVersions } from './fixed-versions.ts';
import { inFreezes } from './in-freezes.ts';
import { meeting } from './meeting.ts';

/** What of schedules is right and perhaps not meant, a line each, `file:line: entry: what`; `now` in epoch ms. */
export function scheduleWarnings(
  schedules: readonly Schedule[],
  {
    catalog,
    calendar,
    now,
  }: { readonly catalog: readonly Operation[]; readonly calendar: Calendar; readonly now: number },
): string[] {
  const until = now + HORIZON;
  return schedules.flatMap((schedule, index) =>
    [
      fixedVersions(schedule, catalog) ?? [],
      inFreezes(schedule, calendar, now, until),
      schedules.slice(0, index).flatMap((before) => meeting(schedule, before, now, until) ?? []),
    ]
      .flat()
      .map((what) => `${schedule.place}: ${schedule.name}: ${what}`),
  );
}
