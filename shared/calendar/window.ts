import { localTimeAt } from '../values/time/clocks.ts';
import { parseDuration } from '../values/time/duration.ts';
import { DAY, MINUTE } from '../values/time/units.ts';
import type { Interval } from './interval.ts';
import { firstAt, isLeftOut } from './local.ts';

/** The days of the week as a calendar names them. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When work may start, week by week. An opening belongs to the day on which it begins. */
export interface Window {
  readonly days: readonly (typeof DAYS)[number][] | 'every';
  /** When it opens, `HH:MM` on the clocks of the zone. */
  readonly from: string;
  /** For how long it is open, an ISO 8601 duration of time that passes, whatever the clocks do. */
  readonly for: string;
  /** A name of the tz database. */
  readonly time_zone: string;
}

const FROM = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** What is wrong with a time of day such as `22:00`. */
export const faultInTimeOfDay = (text: string): string | undefined =>
  FROM.test(text) ? undefined : 'expected a time of day such as 22:00';

/** A window with its texts read. */
interface Read {
  readonly days: ReadonlySet<number>;
  readonly opens: number;
  readonly lasts: number;
  readonly zone: string;
}

/** Reads a window; throws `RangeError` where a field is none of what it may be. */
export function readWindow({ days, from, for: lasts, time_zone: zone }: Window): Read {
  const wrong = faultInTimeOfDay(from);
  if (wrong !== undefined) throw new RangeError(`from: ${wrong}, got ${from}`);
  const length = parseDuration(lasts);
  if (!length) throw new RangeError(`for: expected a duration such as PT4H, got ${lasts}`);
  const wanted = days === 'every' ? DAYS : days;
  const numbers = wanted.map((day) => (DAYS.indexOf(day) + 1) % 7);
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  return { days: new Set(numbers), opens: (hour * 60 + minute) * MINUTE, lasts: length, zone };
}

const dayOf = (local: number): number => Math.floor(local / DAY) * DAY;

/** The opening that belongs to a date (its local midnight); undefined where the window has none on it. */
function openingOn({ days, opens, lasts, zone }: Read, date: number): Interval | undefined {
  if (!days.has(new Date(date).getUTCDay()) || isLeftOut(date, zone)) return undefined;
  const from = firstAt(date + opens, zone);
  return { from, to: from + lasts };
}

/** Clocks that go back show again a date that was over; no clocks have gone back by more. */
const BACK = DAY;

/** The openings that may hold an instant, in their order. */
export const openingsAround = (window: Read, at: number): Interval[] => openingsWithin(window, at, at);

/** The openings that may hold an instant of those from one to another, in their order. */
export const openingsWithin = (window: Read, from: number, to: number): Interval[] =>
  openingsFrom(window, from - window.lasts, to + BACK);

/** The first opening that begins after an instant; undefined for a window that has no day. */
export function openingAfter(window: Read, at: number): Interval | undefined {
  const within = (ms: number) => openingsFrom(window, at, at + ms).find(({ from }) => from > at);
  // Most open every day; else it is a week, and another where its only day was left out.
  return within(2 * DAY) ?? within(16 * DAY);
}

function openingsFrom(window: Read, from: number, to: number): Interval[] {
  const [first, last] = [from, to].map((at) => dayOf(localTimeAt(at, window.zone))) as [number, number];
  const dates = Array.from({ length: (last - first) / DAY + 1 }, (_, index) => first + index * DAY);
  return dates.flatMap((date) => openingOn(window, date) ?? []);
}
