import { localTimeAt } from '../../shared/values/time/clocks.ts';
import { instantsOf } from '../../shared/values/time/local-time.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { dayOf, isMonthDay, isWeekday } from './cron-days.ts';
import { readCronFields, valuesIn } from './read-cron-field.ts';

const END = Date.UTC(2200, 0);

/**
 * When a right cron expression fires after a time, in order (epoch ms). As EventBridge Scheduler has it: not at a time that
 * the clocks of the zone leave out, and once, the first time, at a time that they show twice.
 */
export function* cronRuns(text: string, timeZone: string, after: number): Generator<number> {
  const [minutes = [], hours = [], monthDays = [], months = [], weekdays = [], years = []] =
    readCronFields(text).map(valuesIn);
  const [, , monthDay = '', , weekday = ''] = text.trim().toUpperCase().split(/\s+/);
  const first = Math.floor(localTimeAt(after, timeZone) / DAY) * DAY;
  for (let midnight = first; midnight < END; midnight += DAY) {
    const day = dayOf(midnight);
    if (!years.includes(day.year) || !months.includes(day.month)) continue;
    if (!isMonthDay(monthDay, monthDays, day) || !isWeekday(weekday, weekdays, day)) continue;
    for (const local of hours.flatMap((hour) =>
      minutes.map((minute) => midnight + hour * HOUR + minute * MINUTE),
    )) {
      const [first] = instantsOf(local, timeZone);
      if (first !== undefined && first > after) yield first;
    }
  }
}
