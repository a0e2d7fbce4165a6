import { catalog } from '../functions/catalog.ts';
import type { Entry } from '../shared/ledger/entry/entry.ts';
import { findEntries } from '../shared/ledger/find-entries.ts';
import type { Ledger } from '../shared/ledger/store.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { PROGRAM } from '../shared/values/program.ts';
import { utc } from '../shared/values/time/instant.ts';
import { BadUsage } from './command.ts';

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

/** What narrows the search: the operation and the project. */
export interface Narrowed {
  readonly operation?: Operation;
  readonly project?: string;
}

/** What the ledger holds of the wanted requests, latest first; not `complete` when it was too large to read whole. */
export interface Found {
  readonly requests: readonly Request[];
  readonly complete: boolean;
}

/** What is said when there may be more than was found. */
export const TOO_LARGE = 'The ledger is too large to be read whole: this is only a part of it.\n';

/** What is said of a request that the ledger does not hold. */
export const NOT_THERE = `The ledger knows nothing of this request. It may still be on its queue, may have been refused as invalid
(${PROGRAM} dead-letters list <operation>), may be another stage's (LEDGER_TABLE), or be older than the ledger's memory of 35 days.
`;

/** Reads the ledger for them. Throws `PlatformUnavailable`. */
export async function findRequests(
  { table }: Ledger,
  wanted: Wanted,
  { operation: only, project }: Narrowed,
): Promise<Found> {
  const operations = only ? [only] : catalog;
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

/** The one request of that id and the parts it was sent on in. Throws `BadUsage` when several use the id. */
export async function findRequest(ledger: Ledger, request_id: string, narrowed: Narrowed): Promise<Found> {
  const found = await findRequests(ledger, { request_id }, narrowed);
  const users = new Map(found.requests.map((request) => [userOf(request), request]));
  if (users.size < 2) return found;
  const lines = [...users].map(([user, { entry }]) => `  ${user}  asked for ${utc(entry.triggered_at)}`);
  throw new BadUsage(
    [
      `${users.size} requests are called ${request_id}:`,
      ...lines,
      'name one with --operation, --project',
    ].join('\n'),
  );
}

const userOf = ({ operation, entry }: Request) =>
  `--operation ${operation.name} --project ${entry.project_id}`;

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
