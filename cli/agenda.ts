import type { Schedule } from '../infra/schedules/check-schedule.ts';
import { openingIn } from '../shared/calendar/agenda.ts';
import type { Calendar } from '../shared/calendar/calendar.ts';
import { type Site, windowsIn } from '../shared/calendar/in-place.ts';
import type { Interval } from '../shared/calendar/interval.ts';
import type { CalendarItem } from '../shared/calendar/item.ts';
import type { SiteNow } from '../shared/words/site-now.ts';
import { runsOf, spansAt } from './calendar-items.ts';

/** Whether work may start at each of these sites at a time (epoch ms). */
export function standingAt(calendar: Calendar, sites: readonly Site[], at: number): SiteNow[] {
  const names = Object.keys(calendar.windows);
  return sites.map((site) => ({
    site,
    hasWindow: windowsIn(calendar, names, site.region).length > 0,
    opening: openingIn(calendar, names, site, at),
  }));
}

/** What is open, frozen and scheduled by these files at some moment of a time (epoch ms), in no order. */
export const itemsOf = (
  calendar: Calendar,
  schedules: readonly Schedule[],
  sites: readonly Site[],
  { from, to }: Interval,
): CalendarItem[] => [
  ...sites.flatMap((site) => spansAt(calendar, site, from, to)),
  ...schedules.flatMap((schedule) => runsOf(calendar, schedule, from, to)),
];

/** As they follow each other. */
export const inOrder = (items: readonly CalendarItem[]): CalendarItem[] =>
  items.toSorted((one, other) => one.from - other.from);
