import { dbsError, parameterError, Refusal } from './refusal.ts';
import { parseQueryTime } from './times.ts';
import { isVisible, type Work, workStatus } from './work.ts';

type Query = Record<string, string>;

const DAY_MS = 24 * 60 * 60_000;
const MAX_OFFSET = 2 ** 31 - 1;

const invalidLimit = () => new Refusal(dbsError(400, 'DBS.280439', 'Invalid limit.')); // contract §8.2

/** The asked-for part of a list: `limit` is one of some values, or lies between 1 and a maximum. */
export const pageOf = <T>(
  items: T[],
  query: Query,
  rule: { limits: readonly number[] | { max: number }; limit: number; unit?: 'items' | 'pages' },
): T[] => {
  const limit = whole(query.limit) ?? rule.limit;
  const fits = 'max' in rule.limits ? limit >= 1 && limit <= rule.limits.max : rule.limits.includes(limit);
  if (!fits) throw invalidLimit();
  const offset = whole(query.offset) ?? 0;
  if (!(offset <= MAX_OFFSET)) throw parameterError('offset is invalid.');
  const first = rule.unit === 'pages' ? Math.max(0, offset - 1) * limit : offset;
  return items.slice(first, first + limit);
};

/** Undefined when absent; NaN, which fits no range, when it is not a whole number. */
const whole = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
};

/** Newest first, those the listings show: created in the query's window, at most `days` long, ending now by default. */
export const listable = (
  works: Work[],
  query: Query,
  now: number,
  { days, defaultDays = days }: { days: number; defaultDays?: number },
): Work[] => {
  const to = timeParameter(query, 'end_time') ?? now;
  const asked = timeParameter(query, 'start_time') ?? to - defaultDays * DAY_MS;
  if (asked > to) throw parameterError('start_time is invalid.');
  const from = Math.max(asked, now - days * DAY_MS);
  // The query's times have no milliseconds, so neither has the time they are compared with.
  const second = (ms: number) => Math.floor(ms / 1000) * 1000;
  return works
    .filter(
      (work) =>
        work.listed && isVisible(work, now) && work.created >= second(from) && second(work.created) <= to,
    )
    .sort((a, b) => b.created - a.created);
};

/** A time in the query, epoch ms. */
export const timeParameter = (query: Query, name: string): number | undefined => {
  const text = query[name];
  if (text === undefined || text === '') return undefined;
  const time = parseQueryTime(text);
  if (time === undefined) throw parameterError(`${name} is invalid.`);
  return time;
};

/** Keeps the work with this status; refuses a status outside the documented ones. */
export const withStatus = (
  works: Work[],
  asked: string | undefined,
  known: readonly string[],
  now: number,
): Work[] => {
  if (asked === undefined || asked === '') return works;
  if (!known.includes(asked)) throw parameterError('status is invalid.');
  return works.filter((work) => workStatus(work, now) === asked);
};
