import { type RequestRow, type Result, resultOf, type Standing } from './standing.ts';

/** Rows of which none is told twice: what was sent on is told by its part, where that is among them. */
export const toldOnce = (rows: readonly RequestRow[]): RequestRow[] =>
  rows.filter((row) => row.status !== 'sent_on' || resultOf(row, rows) === 'open');

/** Whether something of these rows did not end as it was asked for, or nobody knows whether it did. */
export const isUnwell = (rows: readonly RequestRow[]): boolean =>
  rows.some((row) => ['not_done', 'unknown'].includes(resultOf(row, rows)));

// What a person has to look at comes first.
const ORDER: readonly Result[] = ['not_done', 'unknown', 'open', 'done'];

/** How bad the worst of these rows is; the lower, the worse. */
export const rankOf = (rows: readonly RequestRow[]): number =>
  Math.min(...rows.map((row) => ORDER.indexOf(resultOf(row, rows))));

/** What all of these rows come to: *open* as long as one of them goes on by itself, and the worst of them after that. */
export function resultOfAll(rows: readonly RequestRow[]): Result {
  const results = rows.map((row) => (row.next_at === undefined ? resultOf(row, rows) : 'open'));
  return (['open', 'unknown', 'not_done'] as const).find((one) => results.includes(one)) ?? 'done';
}

/** How many rows stand where, the worst first. */
export function totalsOf(
  rows: readonly RequestRow[],
): { readonly status: Standing; readonly count: number }[] {
  const groups = Map.groupBy(rows, ({ status }) => status);
  return [...groups]
    .toSorted(([, one], [, other]) => rankOf(one) - rankOf(other))
    .map(([status, some]) => ({ status, count: some.length }));
}

/** For each target of an operation the row of its latest request; the rows come latest request first. */
export function latestOfEach(rows: readonly RequestRow[]): RequestRow[] {
  const latest = new Map<string, string>();
  return rows.filter(({ operation, target, request_id }) => {
    const key = `${operation} ${target.toLowerCase()}`;
    if (!latest.has(key)) latest.set(key, request_id);
    return latest.get(key) === request_id;
  });
}
