import { endOf } from '../fleet/rollout/release-end.ts';
import { wasCalledOff } from '../ledger/entry/cancel.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { pointedKeys } from '../ledger/pointed-entries.ts';
import type { Ledger } from '../ledger/store.ts';
import type { Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { readReleaseId } from '../terms/release.ts';
import { atOnce } from '../values/chunks.ts';
import { latestOfEach } from './overview.ts';
import { findRequests, type Request } from './requests.ts';
import { type RequestRow, resultOf, rowsOf } from './standing.ts';

/** What of a request did not end as it was asked for, or is unknown, and is not made good since. */
export interface Unsettled {
  readonly request: Request;
  readonly rows: readonly RequestRow[];
}

const MOST_REQUESTS = 700;
// A read for each target; those beyond count as they stood.
const MOST_TARGETS = 500;
const AT_ONCE = 8;
// A request and its parts stand at the same moment.
const LATEST = 5;

/**
 * What was asked for since (epoch ms) of these operations and waits for a person; not `complete` where there is more than was read.
 * What a later request for the same target has done, or is at, counts no more. Throws `PlatformUnavailable`.
 */
export async function readUnsettled(
  ledger: Ledger,
  operations: readonly Operation[],
  since: number,
  now: number,
): Promise<{ readonly unsettled: readonly Unsettled[]; readonly complete: boolean }> {
  const found = await findRequests(ledger, { since, unwell: true }, { operations, most: MOST_REQUESTS });
  const each = found.requests.map((request) => ({
    request,
    rows: rowsOf(request.entry, now).filter(needsSomebody(request.entry)),
  }));
  const ofTargets = each.flatMap(({ rows }) => rows).filter(({ status }) => status !== 'refused');
  const latest = new Set(latestOfEach(ofTargets));
  const asked = [...new Map([...latest].map((row) => [keyOf(row), row])).values()];
  const madeGood = await lastMadeGood(ledger.table, asked.slice(0, MOST_TARGETS), now);
  const stands =
    ({ entry }: Request) =>
    (row: RequestRow) =>
      row.status === 'refused' || (latest.has(row) && (madeGood.get(keyOf(row)) ?? 0) <= entry.triggered_at);
  return {
    unsettled: each
      .map(({ request, rows }) => ({ request, rows: rows.filter(stands(request)) }))
      .filter(({ rows }) => rows.length > 0),
    complete: found.complete && asked.length <= MOST_TARGETS,
  };
}

const keyOf = ({ operation, target }: Pick<RequestRow, 'operation' | 'target'>) =>
  `${operation} ${target.toLowerCase()}`;

/** Whether a row is no good end that somebody meant. */
const needsSomebody =
  (entry: Entry) =>
  (row: RequestRow): boolean =>
    ['not_done', 'unknown'].includes(resultOf(row, [])) &&
    !(row.status === 'canceled' && wasCalledOff(entry, row.target)) &&
    (readReleaseId(row.request_id) === undefined || !isLeftToRollout(entry, row.target));

/** Whether nothing was sent of what a rollout released, and it or the next plan sees to that. */
function isLeftToRollout(entry: Entry, target: string): boolean {
  const end = endOf(entry, target);
  if (!end || end.as === 'ended') return false;
  return end.as !== 'left' || end.left !== 'rejected';
}

/** When the last request came that did what was asked of a target, or is at it; epoch ms. */
async function lastMadeGood(
  table: Table,
  asked: readonly RequestRow[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const found = await atOnce(AT_ONCE, asked, ({ operation, target }) =>
    pointedKeys(table, { target }, { operations: [operation], most: LATEST }, now),
  );
  const keys = [...new Set(found.flatMap((one) => one.keys))];
  const rows = keys.length > 0 ? await table.getAll(keys) : [];
  const good = rows.flatMap(({ doc }) => {
    const entry = JSON.parse(doc) as Entry;
    return rowsOf(entry, now)
      .filter((row) => ['done', 'open'].includes(resultOf(row, [])))
      .map((row) => [keyOf(row), entry.triggered_at] as const);
  });
  return new Map(good.toSorted(([, one], [, other]) => one - other));
}
