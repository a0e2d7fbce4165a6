import { FIELDS } from './fields.ts';
import { readCronFields, valuesIn } from './read-field.ts';

const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * What is wrong with the six fields of an EventBridge Scheduler cron expression, its own rules plus: it must be able to
 * fire after `now` (epoch ms). Undefined when nothing is.
 */
export function faultInCron(text: string, now: number): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return `expected six cron fields (${FIELDS.map(({ name }) => name).join(', ')})`;
  }
  const read = readCronFields(text);
  const wrong = read.find((reading) => 'fault' in reading);
  if (wrong) return wrong.fault;
  const [, , days = [], months = [], , years = []] = read.map(valuesIn);
  if ((parts[2] === '?') === (parts[4] === '?')) {
    return 'expected "?" in exactly one of the cron fields day of month and day of week';
  }
  const firstDay = Math.min(...days);
  const possible = months.some((month) => firstDay <= (LONGEST_MONTH[month - 1] ?? 0));
  if (days.length > 0 && !possible)
    return 'expected a day that one of the months has: this cron expression never fires';
  if (Math.max(...years) < new Date(now).getUTCFullYear()) {
    return 'expected a year to come: this cron expression never fires again';
  }
  return undefined;
}
