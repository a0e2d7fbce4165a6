import { CALENDAR } from '../../shared/calendar/bundled.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import { type Bundled, bundleFile, hashOfText } from '../stage/bundle-file.ts';

const FILE: Bundled = { ...CALENDAR, reader: 'shared/calendar/bundled.ts' };

const textOf = (calendar: Calendar): string =>
  [calendar.windows, calendar.freezes, calendar.never_together].some((part) => Object.keys(part).length > 0)
    ? JSON.stringify(calendar)
    : '';

/** What `CALENDAR_HASH` will hold; empty where there is nothing in the calendar. */
export const hashOfCalendar = (calendar: Calendar): string => hashOfText(textOf(calendar));

/** Writes the calendar beside the bundle of every function that reads it, and names those functions. */
export const bundleCalendar = (calendar: Calendar, dist?: URL): string[] =>
  bundleFile(FILE, textOf(calendar), dist);
