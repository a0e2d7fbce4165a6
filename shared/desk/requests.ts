import type { Entry } from '../ledger/entry/entry.ts';
import { findEntries } from '../ledger/find-entries.ts';
import type { Ledger } from '../ledger/store.ts';
import type { Operation } from '../terms/operation.ts';
import { nearest } from '../values/nearest.ts';

/** A request as the ledger holds it. */
export interface Request {
  readonly operation: Operation;
  readonly entry: Entry;
}

/** Which requests a person means: one by its id with the parts it was sent on in, those of a target or a change, or all. */
export type Wanted =
  | { readonly request_id: string }
  | { readonly target: string }
  | { readonly change_id: string }
  | 'all';

/** Where they are looked for: among the requests of these operations, in one project or in all. */
export interface Among {
  readonly operations: readonly Operation[];
  readonly project?: string;
}

/** What the ledger holds of the wanted requests, latest first; not `complete` when it was too large to read whole. */
export interface Found {
  readonly requests: readonly Request[];
  readonly complete: boolean;
}

/** An id that several requests use, each of another operation or project. */
export interface Ambiguous {
  readonly users: readonly Request[];
}

/** Reads the ledger for them. Throws `PlatformUnavailable`. */
export async function findRequests(
  { table }: Ledger,
  wanted: Wanted,
  { operations, project }: Among,
): Promise<Found> {
  const isWanted = testOf(wanted);
  const mentions = wanted === 'all' ? undefined : Object.values(wanted)[0];
  const { entries, complete } = await findEntries(
    table,
    operations.map(({ name }) => name),
    {
      ...(mentions !== undefined && { mentions }),
      keep: ({ project_id }) => (project ?? project_id) === project_id,
    },
  );
  const requests = entries.flatMap((entry) => {
    const operation = operations.find(({ name }) => name === entry.operation);
    return operation && isWanted({ operation, entry }) ? [{ operation, entry }] : [];
  });
  return { requests: requests.sort((one, other) => latest(one.entry, other.entry)), complete };
}

/** The one request of that id and the parts it was sent on in, unless several use the id. Throws `PlatformUnavailable`. */
export async function findRequest(
  ledger: Ledger,
  request_id: string,
  among: Among,
): Promise<Found | Ambiguous> {
  const found = await findRequests(ledger, { request_id }, among);
  const users = new Map(found.requests.map((request) => [userOf(request), request]));
  return users.size < 2 ? found : { users: [...users.values()] };
}

/** The id of a request which is nearly this one, if there is any. Throws `PlatformUnavailable`. */
export async function nearestRequest(
  ledger: Ledger,
  request_id: string,
  among: Among,
): Promise<string | undefined> {
  const { requests } = await findRequests(ledger, 'all', among);
  return nearest(
    request_id,
    requests.map(({ entry }) => entry.request_id),
  );
}

const userOf = ({ operation, entry }: Request) => `${operation.name} ${entry.project_id}`;

function testOf(wanted: Wanted): (request: Request) => boolean {
  if (wanted === 'all') return () => true;
  if ('target' in wanted) return (request) => concerns(request, wanted.target);
  if ('change_id' in wanted) return ({ entry }) => entry.intent.change_id === wanted.change_id;
  const { request_id: id } = wanted;
  return ({ entry: { request_id } }) => request_id === id || request_id.startsWith(`${id}/`);
}

/** Whether the id is a target of the request, or the instance that one of them belongs to. */
const concerns = ({ operation, entry: { targets, fields } }: Request, id: string): boolean =>
  Object.keys(targets).some((target) => target === id || operation.instanceOf?.(fields, target) === id);

/** What was sent on in parts stands before its parts. */
const latest = (one: Entry, other: Entry) =>
  other.triggered_at - one.triggered_at || one.request_id.localeCompare(other.request_id);
