import type { Calendar } from '../../shared/calendar/calendar.ts';
import { touched } from '../../shared/calendar/fit.ts';
import { freezesIn } from '../../shared/calendar/in-place.ts';
import { utc } from '../../shared/values/time/instant.ts';
import type { Schedule } from './check-schedule.ts';
import { runsUntil } from './next-runs.ts';

/** What is worth a warning where runs of a schedule before `until` (epoch ms) meet freezes: each freeze with the next such run. */
export function inFreezes(schedule: Schedule, calendar: Calendar, now: number, until: number): string[] {
  const { work, intent, lifted } = schedule;
  // What waits for a window waits for one that no freeze cuts short.
  if (!schedule.enabled || intent.window !== undefined) return [];
  const { sent_after, begins_after, lasts } = work;
  const longest = until + begins_after + lasts;
  const freezes = freezesIn(calendar, work, now, longest).filter(({ name }) => !lifted.includes(name));
  const met = new Map<string, string>();
  for (const run of freezes.length > 0 ? runsUntil(schedule, now, until) : []) {
    const meets = touched(freezes, { from: run + sent_after, starts_at: run + begins_after, lasts });
    for (const { name, from, to, because } of meets) {
      if (met.has(name)) continue;
      met.set(
        name,
        `its run at ${utc(run)} meets the freeze ${name}, ${utc(from)} to ${utc(to)} (${because}): ` +
          'what it brings is held until the freeze ends where its not_after allows that, else refused',
      );
    }
  }
  return [...met.values()];
}
