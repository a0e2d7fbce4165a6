import type { Entry } from '../ledger/entry/entry.ts';
import { requestKey } from '../ledger/keys.ts';
import { pointedKeys } from '../ledger/pointed-entries.ts';
import type { Ledger } from '../ledger/store.ts';
import { toldOnce } from './overview.ts';
import type { Among } from './requests.ts';
import { type RequestRow, rowsOf } from './standing.ts';

/** More than an intent has parts, and as many as one answer holds. */
const MOST = 1100;

/**
 * What a sender of webhooks may know of a request: a row a target, as `status` has them, of what that sender brought under
 * this id; none where another brought it, or nobody. Never scans, so that what was written before there were pointers is found in the likely
 * project alone. Throws `PlatformUnavailable`.
 */
export async function ownRows(
  { table }: Ledger,
  request_id: string,
  sender: string,
  { operations, likely }: Pick<Among, 'operations' | 'likely'>,
  now: number,
): Promise<RequestRow[]> {
  const names = operations.map(({ name }) => name);
  const { keys } = await pointedKeys(table, { request_id }, { operations: names, most: MOST }, now);
  const at = likely === undefined ? [] : names.map((name) => requestKey(name, likely, request_id));
  const rows = await table.getAll([...new Set([...keys, ...at])]);
  const entries = rows.map(({ doc }) => JSON.parse(doc) as Entry).filter(isOwn);
  // Another intent under this id that somebody else sent is theirs to know.
  return toldOnce(entries.sort(latest).flatMap((entry) => rowsOf(entry, now).filter(isOwn)));

  function isOwn(one: { readonly trigger: string; readonly sender?: string }): boolean {
    return one.trigger === 'webhook' && one.sender === sender;
  }
}

/** What was sent on in parts stands before its parts. */
const latest = (one: Entry, other: Entry) =>
  other.triggered_at - one.triggered_at || one.request_id.localeCompare(other.request_id);
