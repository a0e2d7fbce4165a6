import type { Page } from '../platform/page.ts';
import type { Table } from '../platform/ports.ts';
import { DAY, HOUR } from '../values/time/units.ts';
import type { Entry } from './entry/entry.ts';
import { type FoundEntries, findEntries } from './find-entries.ts';
import { entryKey, requestKey, requestKeys } from './keys.ts';
import {
  aboutChange,
  aboutDoubt,
  aboutMonth,
  aboutRequest,
  aboutTarget,
  aboutUnwell,
  pointersSince,
} from './pointers.ts';

/** What people look for: a request by its id with its parts, those for an instance or proxy, of a change, in doubt in a project, or asked for since (epoch ms). */
export type Wanted =
  | { readonly request_id: string }
  | { readonly target: string }
  | { readonly change_id: string }
  | { readonly doubt: string }
  | { readonly since: number; readonly unwell?: true };

/** Of which operations, in which project if not in all, and how many of the latest at most. */
export interface Narrowing {
  readonly operations: readonly string[];
  readonly project?: string;
  readonly most: number;
  /** The index shows pointers a moment late: a request by its id is looked for in this project itself, too. */
  readonly likely?: string;
}

/** What was found, and how many of it by the scan of what was written before there were pointers. */
export interface PointedEntries extends FoundEntries {
  readonly scanned: number;
}

// The ledger forgets after so long, and functions are not all replaced at the same moment.
const MEMORY = 35 * DAY;
const REPLACED_WITHIN = HOUR;

/**
 * The entries that pointers lead to, in no order; not `complete` when there are more than `most`. What was written before there were
 * pointers is found by a scan, as long as the ledger may hold any; `is` judges what it finds. Throws `PlatformUnavailable`.
 */
export async function pointedEntries(
  table: Table,
  wanted: Wanted,
  narrowing: Narrowing,
  now: number,
  is: (entry: Entry) => boolean,
): Promise<PointedEntries> {
  const [since, { keys, complete, indexed }] = await Promise.all([
    pointersSince(table),
    pointedKeys(table, wanted, narrowing, now),
  ]);
  const rows = await table.getAll([...keys, ...likelyKeys(wanted, narrowing)]);
  const entries = rows.map(({ doc }) => JSON.parse(doc) as Entry).filter(is);
  if (indexed && leadToAll(since, now)) return { entries, complete, scanned: 0 };
  const { operations, project } = narrowing;
  const old = await findEntries(table, operations, {
    ...mentionOf(wanted),
    keep: (entry) => (project ?? entry.project_id) === entry.project_id && is(entry),
  });
  const known = new Set(entries.map(entryKey));
  const others = old.entries.filter((entry) => !known.has(entryKey(entry)));
  // What is older than the latest few may well have pointers.
  const from = complete ? 0 : Math.min(...entries.map((entry) => entry.triggered_at + 1));
  return {
    entries: [...entries, ...others],
    complete: complete && old.complete,
    scanned: others.filter(({ triggered_at }) => triggered_at >= from && triggered_at < (since ?? now))
      .length,
  };
}

/** Whether pointers, written `since`, lead to every entry that the ledger holds; epoch ms. */
const leadToAll = (since: number | undefined, now: number): boolean =>
  since !== undefined && now > since + REPLACED_WITHIN + MEMORY;

/** The same keys as `pointedKeys` has, where those are certain to be all; undefined where older entries may have no pointers. Throws `PlatformUnavailable`. */
export async function allPointedKeys(
  table: Table,
  wanted: Wanted,
  narrowing: Narrowing,
  now: number,
): Promise<readonly string[] | undefined> {
  const [since, { keys, complete, indexed }] = await Promise.all([
    pointersSince(table),
    pointedKeys(table, wanted, narrowing, now),
  ]);
  return indexed && complete && leadToAll(since, now) ? keys : undefined;
}

const likelyKeys = (wanted: Wanted, { operations, likely }: Narrowing): string[] =>
  'request_id' in wanted && likely !== undefined
    ? operations.map((name) => requestKey(name, likely, wanted.request_id))
    : [];

/** The keys of the latest entries wanted, latest first; not `complete` when there are more, none without an index. Throws `PlatformUnavailable`. */
export async function pointedKeys(
  table: Table,
  wanted: Wanted,
  { operations, project, most }: Narrowing,
  now: number,
): Promise<{ readonly keys: readonly string[]; readonly complete: boolean; readonly indexed: boolean }> {
  const prefixes = operations.map((name) =>
    project === undefined ? requestKeys(name) : requestKey(name, project, ''),
  );
  const keys: string[] = [];
  for (const { about, from, to } of subjectsOf(wanted, now)) {
    let page: Page | undefined;
    do {
      const pointed = await table.pointed(about, { from, to, most: most + 1 }, page);
      if (pointed === 'no index') return { keys: [], complete: true, indexed: false };
      const { found, next } = pointed;
      keys.push(
        ...found.map((one) => one.to).filter((key) => prefixes.some((prefix) => key.startsWith(prefix))),
      );
      if (keys.length > most) return { keys: keys.slice(0, most), complete: false, indexed: true };
      page = next;
    } while (page);
  }
  return { keys, complete: true, indexed: true };
}

/** What the pointers wanted are about, and of which time (epoch ms): the latest first. */
function subjectsOf(wanted: Wanted, now: number): { about: string; from: number; to: number }[] {
  // Who asks may have a clock that is behind that of who wrote.
  const to = now + DAY;
  if ('since' in wanted) {
    const about = wanted.unwell ? aboutUnwell : aboutMonth;
    return monthsBetween(wanted.since, to).map((month) => ({
      about: about(month),
      from: wanted.since,
      to,
    }));
  }
  return [{ about: subjectOf(wanted), from: 0, to }];
}

function subjectOf(wanted: Exclude<Wanted, { since: number }>): string {
  if ('request_id' in wanted) return aboutRequest(wanted.request_id);
  if ('target' in wanted) return aboutTarget(wanted.target);
  if ('change_id' in wanted) return aboutChange(wanted.change_id);
  return aboutDoubt(wanted.doubt);
}

/** The first moment of every month (UTC) that the span touches, the latest first; epoch ms. */
function monthsBetween(since: number, to: number): number[] {
  const from = new Date(Math.max(since, to - MEMORY - DAY));
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth());
  const months: number[] = [];
  for (let at = first; at <= to; at = nextMonth(at)) months.unshift(at);
  return months;
}

const nextMonth = (at: number) => Date.UTC(new Date(at).getUTCFullYear(), new Date(at).getUTCMonth() + 1);

/** What the document of an entry holds as text when it is wanted, for a scan. */
function mentionOf(wanted: Wanted): { mentions?: string } {
  if ('request_id' in wanted) return { mentions: wanted.request_id };
  if ('target' in wanted) return { mentions: wanted.target };
  return 'change_id' in wanted ? { mentions: wanted.change_id } : {};
}
