/** One of the six fields of a cron expression of EventBridge Scheduler. */
export interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words for the numbers from `least` on. */
  readonly words?: readonly string[];
  /** What else the field may be, as a whole. */
  readonly also?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const DAY_OF_MONTH: Field = {
  name: 'day of month',
  least: 1,
  most: 31,
  also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/,
};
const MONTH: Field = { name: 'month', least: 1, most: 12, words: MONTHS };
export const DAY_OF_WEEK: Field = {
  name: 'day of week',
  least: 1,
  most: 7,
  words: DAYS,
  also: new RegExp(`^(\\?|L|([1-7]|${DAYS.join('|')})(L|#[1-5]))$`),
};
const YEAR: Field = { name: 'year', least: 1970, most: 2199 };
/** The fields in the order in which they are written. */
export const FIELDS = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

/** What a field may hold, in words. */
export const rangeOf = ({ least, most, words }: Field) =>
  `${least} to ${most}${words ? ` or ${words[0]} to ${words.at(-1)}` : ''}`;

/** The values a field names, none for `?` and the like, undefined when it is wrong. */
export function valuesOf(field: Field, text: string): number[] | undefined {
  if (field.also?.test(text)) return [];
  const lists = text.split(',').map((part) => {
    const [span = '', step = '1', ...more] = part.split('/');
    const [from = '', to = from, ...rest] =
      span === '*' ? [String(field.least), String(field.most)] : span.split('-');
    const [first, last, by] = [numberOf(field, from), numberOf(field, to), Number(step)];
    if (more.length > 0 || rest.length > 0 || !/^\d{1,4}$/.test(step) || by < 1) return undefined;
    if (first === undefined || last === undefined || first > last) return undefined;
    // "5/10" runs from 5 to the end of the field.
    const end = part.includes('/') && !span.includes('-') ? field.most : last;
    return Array.from({ length: Math.floor((end - first) / by) + 1 }, (_, i) => first + i * by);
  });
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** The minutes of the hour at which an expression fires. */
export const minutesOf = (text: string): Set<number> =>
  new Set(valuesOf(MINUTES, text.trim().split(/\s+/)[0] ?? ''));

/** The number that a number or a word of the field stands for. */
export function numberOf({ least, most, words }: Field, text: string): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return least + word;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
