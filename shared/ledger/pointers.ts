import type { Pointer, Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { cell } from './cell.ts';
import type { Entry } from './entry/entry.ts';
import { isSentOn, SENT_ON } from './entry/sent-on.ts';
import { POINTERS_KEY, requestKey } from './keys.ts';
import { keptUntil } from './retention.ts';

// Far off: what it says holds for as long as the table.
const NEVER = Date.parse('2100-01-01T00:00:00Z');

// What people ask the ledger by. Pointers of this form stand in tables: it never changes.

/** Requests for an instance or a proxy; the vendor takes ids in either letter case. */
export const aboutTarget = (id: string): string => `target#${id.toLowerCase()}`;

/** Requests of a change; a long id, which may have 1024 characters of three bytes, stands there by its hash. */
export const aboutChange = (change_id: string): string =>
  `change#${Buffer.byteLength(change_id) > MOST_BYTES ? `sha256:${hashOf(change_id)}` : change_id}`;

// A key of the table holds 2048 bytes, with the entry's own key in it.
const MOST_BYTES = 256;
const hashOf = (text: string) => nodeCrypto().createHash('sha256').update(text).digest('hex');

/** A request by its id alone, and the parts it was sent on in. */
export const aboutRequest = (request_id: string): string => `request#${request_id}`;

/** Requests asked for in the month (UTC) of a time in epoch ms. */
export const aboutMonth = (at: number): string => `month#${monthOf(at)}`;

/** Those of them that did not all end well. */
export const aboutUnwell = (at: number): string => `unwell#${monthOf(at)}`;

/** Requests in a project of which something may be at work though they have no more to do: it stayed unknown, or goes on in parts. */
export const aboutDoubt = (project_id: string): string => `doubt#${project_id}`;

const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7);

/** The pointers to an entry as it stands that the one it is written over did not have. */
export function newPointers(operation: Operation, entry: Entry, over: Entry | undefined): Pointer[] {
  const before = new Set(over && subjectsOf(operation, over));
  const to = requestKey(operation.name, entry.project_id, entry.request_id);
  const { triggered_at: at, deadline } = entry;
  // The entry is kept 35 days after its last change: a pointer to nothing does no harm, a missing one hides it.
  const expires_at = Math.ceil(keptUntil(keptUntil(Math.max(at, deadline, Date.now()))) / 1000);
  return subjectsOf(operation, entry)
    .filter((about) => !before.has(about))
    .map((about) => ({ about, to, at, expires_at }));
}

/** All that an entry is found by. */
function subjectsOf({ instanceOf }: Operation, entry: Entry): string[] {
  const { request_id, project_id, triggered_at, targets, fields, intent } = entry;
  const whole = request_id.lastIndexOf('/');
  // What was sent on is found by its parts.
  const ids = isSentOn(entry)
    ? []
    : Object.keys(targets).flatMap((target) => [target, instanceOf?.(fields, target) ?? target]);
  return [
    ...new Set([
      aboutMonth(triggered_at),
      aboutRequest(request_id),
      ...(whole > 0 ? [aboutRequest(request_id.slice(0, whole))] : []),
      ...(typeof intent.change_id === 'string' ? [aboutChange(intent.change_id)] : []),
      ...ids.map(aboutTarget),
      ...(isUnwell(entry) ? [aboutUnwell(triggered_at)] : []),
      ...(isDoubted(entry) ? [aboutDoubt(project_id)] : []),
    ]),
  ];
}

const outcomesIn = ({ targets, strays = [] }: Entry) => [
  ...Object.values(targets).flatMap((state) => {
    if (state.state === 'done') return state.outcomes;
    return state.state === 'unknown' ? [state.outcome] : [];
  }),
  ...strays,
];

/** Whether an end that is not wanted stands in it; who reads it judges what became of it since. */
const isUnwell = (entry: Entry): boolean =>
  entry.refused !== undefined ||
  (entry.jobs ?? []).some(({ end }) => end && end.end !== 'succeeded') ||
  outcomesIn(entry).some(
    ({ verdict, code }) => verdict !== 'accepted' && verdict !== 'already_done' && code !== SENT_ON,
  );

const isDoubted = (entry: Entry): boolean =>
  isSentOn(entry) || outcomesIn(entry).some(({ verdict }) => verdict === 'unknown');

/** Remembers, once, since when entries have pointers, and returns it in epoch ms. Throws `PlatformUnavailable`. */
export const beginPointers = (table: Table, now: number): Promise<number> =>
  beginningIn(table).change((standing) =>
    standing
      ? { answer: standing.doc.since }
      : { answer: now, write: { doc: { since: now }, kept_until: NEVER } },
  );

/** Since when entries have pointers, epoch ms; undefined where no sweep has run yet that knows of them. Throws `PlatformUnavailable`. */
export const pointersSince = async (table: Table): Promise<number | undefined> =>
  (await beginningIn(table).read())?.doc.since;

const beginningIn = (table: Table) => cell<{ readonly since: number }>(table, POINTERS_KEY);
