import type { Schedule } from '../infra/schedules/check-schedule.ts';
import type { Calendar } from '../shared/calendar/calendar.ts';
import type { Site } from '../shared/calendar/in-place.ts';
import type { Interval } from '../shared/calendar/interval.ts';
import { type CalendarItem, spansAt } from '../shared/calendar/item.ts';
import { runsOf } from './calendar-items.ts';

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
