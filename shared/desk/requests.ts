import { isSameId } from '../huawei/ids.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { isSentOn } from '../ledger/entry/sent-on.ts';
import { readUnfinished } from '../ledger/entry/unfinished.ts';
import { entryKey, requestIn } from '../ledger/keys.ts';
import {
  type Narrowing,
  type Wanted as PointedWanted,
  pointedEntries,
  pointedKeys,
} from '../ledger/pointed-entries.ts';
import type { Ledger } from '../ledger/store.ts';
import type { Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { atOnce } from '../values/chunks.ts';
import { nearest } from '../values/nearest.ts';

/** A request as the ledger holds it. */
export interface Request {
  readonly operation: Operation;
  readonly entry: Entry;
}

/** Which requests a person means: one by its id with the parts it was sent on in, those of a target or a change, or those asked for since. */
export type Wanted = Exclude<PointedWanted, { doubt: string }>;

/** Where they are looked for: among the requests of these operations, in one project or in all; `most` of the latest. */
export interface Among {
  readonly operations: readonly Operation[];
  readonly project?: string;
  /** The project that a request by its id is most likely of: there it is found the moment it was written. */
  readonly likely?: string;
  readonly most?: number;
}

/**
 * What the ledger holds of the wanted requests, latest first; not `complete` when there are more than were read. `scanned` of them
 * were written by a version that left no pointers.
 */
export interface Found {
  readonly requests: readonly Request[];
  readonly complete: boolean;
  readonly scanned: number;
}

/** An id that several requests use, each of another operation or project. */
export interface Ambiguous {
  readonly users: readonly Request[];
}

// More than an intent has parts.
const MOST = 1100;

/** Reads the ledger for them. Throws `PlatformUnavailable`. */
export async function findRequests({ table }: Ledger, wanted: Wanted, among: Among): Promise<Found> {
  const isWanted = testOf(wanted);
  const { entries, ...found } = await pointedEntries(table, wanted, narrowingOf(among), Date.now(), (entry) =>
    requestsOf([entry], among.operations).some(isWanted),
  );
  return { ...found, requests: requestsOf(entries, among.operations).sort(latest) };
}

const narrowingOf = ({ operations, most = MOST, project, likely = project }: Among) => ({
  operations: operations.map(({ name }) => name),
  most,
  ...(project !== undefined && { project }),
  ...(likely !== undefined && { likely }),
});

const requestsOf = (entries: readonly Entry[], operations: readonly Operation[]): Request[] =>
  entries.flatMap((entry) => {
    const operation = operations.find(({ name }) => name === entry.operation);
    return operation ? [{ operation, entry }] : [];
  });

/**
 * The requests in a project of which something waits or may be at work, and what else is known of the targets that are in doubt, latest
 * first. Throws `PlatformUnavailable`.
 */
export async function openRequests(
  { table }: Ledger,
  { operations, project }: { readonly operations: readonly Operation[]; readonly project: string },
): Promise<Found> {
  const now = Date.now();
  const narrowing = narrowingOf({ operations, project });
  const all = (entry: Entry) => entry.project_id === project;
  const [unfinished, doubted] = await Promise.all([
    readUnfinished(table),
    pointedEntries(table, { doubt: project }, narrowing, now, all),
  ]);
  const more = await atOnce(AT_ONCE, doubted.entries, (entry) => whatFollowed(table, entry, narrowing, now));
  const entries = [...unfinished.filter(all), ...doubted.entries, ...more.flat()];
  const each = new Map(entries.map((entry) => [entryKey(entry), entry]));
  const { complete, scanned } = doubted;
  return { requests: requestsOf([...each.values()], operations).sort(latest), complete, scanned };
}

const AT_ONCE = 4;

/** The parts of what was sent on; the later requests for what stayed unknown, which show whether it is over. */
async function whatFollowed(table: Table, entry: Entry, narrowing: Narrowing, now: number): Promise<Entry[]> {
  const asked: Wanted[] = isSentOn(entry)
    ? [{ request_id: entry.request_id }]
    : targetsInDoubt(entry).map((target) => ({ target }));
  const keys = await atOnce(AT_ONCE, asked, (wanted) => pointedKeys(table, wanted, narrowing, now));
  const rows = await table.getAll(keys.flatMap((one) => one.keys));
  return rows.map(({ doc }) => JSON.parse(doc) as Entry);
}

const targetsInDoubt = ({ targets }: Entry) =>
  Object.entries(targets).flatMap(([target, state]) =>
    state.state === 'done' && state.outcomes.some(({ verdict }) => verdict === 'unknown') ? [target] : [],
  );

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

/** The ids of requests which are nearly this one, all that are equally near. Throws `PlatformUnavailable`. */
export async function nearestRequests(
  ledger: Ledger,
  request_id: string,
  among: Among,
): Promise<readonly string[]> {
  const { keys } = await pointedKeys(ledger.table, { since: 0 }, narrowingOf(among), Date.now());
  return nearest(request_id, keys.map(requestIn));
}

const userOf = ({ operation, entry }: Request) => `${operation.name} ${entry.project_id}`;

function testOf(wanted: Wanted): (request: Request) => boolean {
  if ('since' in wanted) return ({ entry }) => entry.triggered_at >= wanted.since;
  if ('target' in wanted) return (request) => concerns(request, wanted.target);
  if ('change_id' in wanted) return ({ entry }) => entry.intent.change_id === wanted.change_id;
  const { request_id: id } = wanted;
  return ({ entry: { request_id } }) => request_id === id || request_id.startsWith(`${id}/`);
}

/** Whether the id is a target of the request, or the instance that one of them belongs to. */
const concerns = ({ operation, entry: { targets, fields } }: Request, id: string): boolean =>
  Object.keys(targets).some(
    (target) => isSameId(target, id) || isSameId(operation.instanceOf?.(fields, target) ?? target, id),
  );

/** What was sent on in parts stands before its parts. */
const latest = ({ entry: one }: Request, { entry: other }: Request) =>
  other.triggered_at - one.triggered_at || one.request_id.localeCompare(other.request_id);
