interface Field {
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
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const DAY_OF_MONTH: Field = {
  name: 'day of month',
  least: 1,
  most: 31,
  also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/,
};
const MONTH: Field = { name: 'month', least: 1, most: 12, words: MONTHS };
const DAY_OF_WEEK: Field = {
  name: 'day of week',
  least: 1,
  most: 7,
  words: DAYS,
  also: new RegExp(`^(\\?|L|([1-7]|${DAYS.join('|')})(L|#[1-5]))$`),
};
const YEAR: Field = { name: 'year', least: 1970, most: 2199 };
const FIELDS = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

/**
 * What is wrong with the six fields of an EventBridge Scheduler cron expression, its own rules plus: it must be able to
 * fire after `now` (epoch ms). Undefined when nothing is.
 */
export function faultInCron(text: string, now: number): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return `expected six cron fields (${FIELDS.map(({ name }) => name).join(', ')})`;
  }
  const read = FIELDS.map((field, index) => valuesOf(field, parts[index] ?? ''));
  const wrong = FIELDS.findIndex((_, index) => read[index] === undefined);
  const field = FIELDS[wrong];
  if (field) return `expected ${rangeOf(field)} in the cron field ${field.name} ("${parts[wrong]}")`;
  const [, , days, months, , years] = read;
  if ((parts[2] === '?') === (parts[4] === '?')) {
    return 'expected "?" in exactly one of the cron fields day of month and day of week';
  }
  const firstDay = Math.min(...(days ?? []));
  const possible = (months ?? []).some((month) => firstDay <= (LONGEST_MONTH[month - 1] ?? 0));
  if (days?.length && !possible)
    return 'expected a day that one of the months has: this cron expression never fires';
  if (years && Math.max(...years) < new Date(now).getUTCFullYear()) {
    return 'expected a year to come: this cron expression never fires again';
  }
  return undefined;
}

const rangeOf = ({ least, most, words }: Field) =>
  `${least} to ${most}${words ? ` or ${words[0]} to ${words.at(-1)}` : ''}`;

/** The values a field names, none for `?` and the like, undefined when it is wrong. */
function valuesOf(field: Field, text: string): number[] | undefined {
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

function numberOf({ least, most, words }: Field, text: string): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return least + word;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
