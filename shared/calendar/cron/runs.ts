import { localTimeAt } from '../../values/time/clocks.ts';
import { instantsOf } from '../../values/time/local-time.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';
import { dayOf, isMonthDay, isWeekday } from './days.ts';
import { readCronFields, valuesIn } from './read-field.ts';

const END = Date.UTC(2200, 0);

/**
 * When a right cron expression fires after a time, in order (epoch ms). As EventBridge Scheduler has it: not at a time that
 * the clocks of the zone leave out, and once, the first time, at a time that they show twice.
 */
export function* cronRuns(text: string, timeZone: string, after: number): Generator<number> {
  for (const local of cronTimes(text, localTimeAt(after, timeZone))) {
    const [first] = instantsOf(local, timeZone);
    if (first !== undefined && first > after) yield first;
  }
}

/** The local times of a right cron expression from the day of a local time on, in order, whether or not clocks show them. */
export function* cronTimes(text: string, from: number): Generator<number> {
  const [minutes = [], hours = [], monthDays = [], months = [], weekdays = [], years = []] =
    readCronFields(text).map(valuesIn);
  const [, , monthDay = '', , weekday = ''] = text.trim().toUpperCase().split(/\s+/);
  for (let midnight = Math.floor(from / DAY) * DAY; midnight < END; midnight += DAY) {
    const day = dayOf(midnight);
    if (!years.includes(day.year) || !months.includes(day.month)) continue;
    if (!isMonthDay(monthDay, monthDays, day) || !isWeekday(weekday, weekdays, day)) continue;
    for (const hour of hours) for (const minute of minutes) yield midnight + hour * HOUR + minute * MINUTE;
  }
}
