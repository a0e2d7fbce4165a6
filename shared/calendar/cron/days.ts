import { DAY_OF_WEEK, numberOf } from './fields.ts';

/** A day of the calendar, and what its month is like; months count from 1, days of the week from 1 for Sunday. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly lastDay: number;
}

/** The day on which clocks in UTC show a time (epoch ms). */
export function dayOf(at: number): Day {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, day: date.getUTCDate(), weekday: date.getUTCDay() + 1, lastDay };
}

const [SUNDAY, SATURDAY] = [1, 7];

/** Whether the field day of month, which names these `values` or none, takes in a day. */
export function isMonthDay(field: string, values: readonly number[], today: Day): boolean {
  const { day, lastDay } = today;
  if (field === '?') return true;
  if (field === 'L') return day === lastDay;
  if (!field.endsWith('W')) return values.includes(day);
  return day === workdayNear(field === 'LW' ? lastDay : Number.parseInt(field, 10), today);
}

/** Whether the field day of week, which names these `values` or none, takes in a day. */
export function isWeekday(field: string, values: readonly number[], { day, weekday, lastDay }: Day): boolean {
  if (field === '?') return true;
  if (field === 'L') return weekday === SATURDAY;
  const [, name = '', last, nth] = /^(\w+?)(?:(L)|#(\d))$/.exec(field) ?? [];
  if (!last && !nth) return values.includes(weekday);
  if (weekday !== numberOf(DAY_OF_WEEK, name)) return false;
  return last ? day + 7 > lastDay : Math.ceil(day / 7) === Number(nth);
}

/** The day from Monday to Friday that is nearest to a day, in the same month; none (inferred) where that has no such day. */
function workdayNear(wanted: number, { day, weekday, lastDay }: Day): number | undefined {
  if (wanted > lastDay) return undefined;
  const falls = ((((weekday - 1 + wanted - day) % 7) + 7) % 7) + 1;
  if (falls === SATURDAY) return wanted === 1 ? 3 : wanted - 1;
  if (falls === SUNDAY) return wanted === lastDay ? wanted - 2 : wanted + 1;
  return wanted;
}
