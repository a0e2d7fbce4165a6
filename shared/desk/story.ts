import { isSameId } from '../huawei/ids.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { requestKey } from '../ledger/keys.ts';
import { type Pause, readPauses } from '../ledger/pause.ts';
import { pointedKeys } from '../ledger/pointed-entries.ts';
import type { Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import type { Request } from './requests.ts';

/** Which request is meant: by its id alone, or with the operation and project by which it is found at once. */
export interface Address {
  readonly request_id: string;
  readonly operation?: string | undefined;
  readonly project?: string | undefined;
}

/** What the ledger holds under an id, the latest first, and what keeps it from being sent. */
export interface Stories {
  readonly requests: readonly Request[];
  readonly pauses: readonly Pause[];
}

/** Requests under one id, in several operations or projects, are few. */
const MOST = 20;

/** Reads them in three requests at most, and never scans. Throws `PlatformUnavailable`. */
export async function readStories(
  table: Table,
  { request_id, operation, project }: Address,
  operations: readonly Operation[],
  now: number,
): Promise<Stories> {
  const named = operations.filter(({ name }) => operation === undefined || name === operation);
  const names = named.map(({ name }) => name);
  const keys =
    project === undefined
      ? (await pointedKeys(table, { request_id }, { operations: names, most: MOST }, now)).keys
      : names.map((name) => requestKey(name, project, request_id));
  const [rows, pauses] = await Promise.all([table.getAll([...keys]), readPauses(table)]);
  const requests = rows.flatMap(({ doc }) => {
    const entry = JSON.parse(doc) as Entry;
    const own = named.find(({ name }) => name === entry.operation);
    return own && isSameId(entry.request_id.slice(0, request_id.length), request_id)
      ? [{ operation: own, entry }]
      : [];
  });
  return {
    requests: requests.toSorted((one, other) => other.entry.triggered_at - one.entry.triggered_at),
    pauses,
  };
}
