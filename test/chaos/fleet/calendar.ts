import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { DAY, HOUR } from '../../../shared/values/time/units.ts';

/** When every run begins: midnight, an hour before Ireland's clocks go forward. */
export const BEGINS = Date.UTC(2027, 2, 28);

/** Windows on two clocks, and a freeze in the middle of the night. */
export const CALENDAR: Calendar = {
  windows: {
    nights: { days: 'every', from: '23:00', for: 'PT9H', time_zone: 'UTC' },
    // On this Sunday 01:30 does not exist: it opens at 02:00 on their clocks.
    irish: { days: 'every', from: '01:30', for: 'PT6H', time_zone: 'Europe/Dublin' },
  },
  freezes: {
    'stock-taking': {
      from: '2027-03-28T03:00',
      to: '2027-03-28T03:40',
      time_zone: 'Europe/Dublin',
      because: 'chaos',
    },
  },
  never_together: ['tag:cluster'],
};

/** From and to, epoch ms. */
type Span = readonly [from: number, to: number];

const utc = (day: number, hour: number, minute = 0) => Date.UTC(2027, 2, day, hour, minute);

/** The freeze, as the world's clocks have it. */
const FROZEN: Span = [utc(28, 2), utc(28, 2, 40)];

/** The same windows by hand, for the two days that a run may see. */
const OPEN: Readonly<Record<string, readonly Span[]>> = {
  nights: [
    [utc(27, 23), utc(28, 8)],
    [utc(28, 23), utc(29, 8)],
  ],
  irish: [
    [utc(28, 1), utc(28, 7)],
    [utc(29, 0, 30), utc(29, 6, 30)],
  ],
};

const within =
  (at: number) =>
  ([from, to]: Span) =>
    from <= at && at < to;

/** Whether nothing may be sent, or begin, at a time. */
export const isFrozen = (at: number): boolean => within(at)(FROZEN);

/** Whether a window is open at a time; `own` is an instance's, as `22:00-02:00` UTC. */
export function isOpen(window: string, at: number): boolean {
  const spans = OPEN[window];
  if (spans) return spans.some(within(at));
  const [from = 0, to = 0] = window
    .split('-')
    .map((time) => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3)) * (HOUR / 60));
  const midnight = Math.floor(at / DAY) * DAY;
  const lasts = to > from ? to - from : to - from + DAY;
  return [midnight - DAY, midnight].some((day) => within(at)([day + from, day + from + lasts]));
}
