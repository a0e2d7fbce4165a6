/** One of the six fields of a cron expression of EventBridge Scheduler. */
export interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words for the numbers from `least` on. */
  readonly words?: readonly string[];
  /** What else the field may be, as a whole, in capitals. */
  readonly also?: RegExp;
  /** Whether a range may be given a step, as in `0/15`; AWS's table has none for the day of the week. */
  readonly steps: boolean;
  /** Whether the least follows upon the most, as Sunday upon Saturday. */
  readonly wraps: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { name: 'minutes', least: 0, most: 59, steps: true, wraps: true };
const HOURS: Field = { name: 'hours', least: 0, most: 23, steps: true, wraps: true };
const DAY_OF_MONTH: Field = {
  name: 'day of month',
  least: 1,
  most: 31,
  also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/,
  steps: true,
  wraps: true,
};
const MONTH: Field = { name: 'month', least: 1, most: 12, words: MONTHS, steps: true, wraps: true };
export const DAY_OF_WEEK: Field = {
  name: 'day of week',
  least: 1,
  most: 7,
  words: DAYS,
  also: new RegExp(`^(\\?|L|([1-7]|${DAYS.join('|')})(L|#[1-5]))$`),
  steps: false,
  wraps: true,
};
const YEAR: Field = { name: 'year', least: 1970, most: 2199, steps: true, wraps: false };
/** The fields in the order in which they are written. */
export const FIELDS = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

/** What a field may hold, in words. */
export const rangeOf = ({ least, most, words }: Field) =>
  `${least} to ${most}${words ? ` or ${words[0]} to ${words.at(-1)}` : ''}`;

/** The number that a number or a word of the field stands for. */
export function numberOf({ least, most, words }: Field, text: string): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return least + word;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
