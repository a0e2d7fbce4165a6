import { openTable } from '../platform/platform.ts';
import type { Table } from '../platform/ports.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { redact } from '../values/redact.ts';
import { type Content, cell } from './cell.ts';
import { type Entry, isSettled, jobsIn, targetsIn } from './entry/entry.ts';
import { fitItem } from './entry/fit-item.ts';
import { openJobs } from './entry/following.ts';
import { claimsOf, entryKey } from './keys.ts';
import { newPointers } from './pointers.ts';
import { keptUntil } from './retention.ts';

/** An entry as it was read, with the version that a write must find unchanged. */
export interface Held {
  readonly entry: Entry;
  readonly version: number;
}

/** How many shards the due index is spread over. */
export const SHARDS = 8;

/** The ledger of requests: conditional writes only. Every method throws `PlatformUnavailable`. */
export interface Ledger {
  readonly table: Table;
  read(pk: string): Promise<Held | undefined>;
  /** Writes a new entry, or over the version held; undefined when somebody else was faster. */
  write(operation: Operation, entry: Entry, over: Held | undefined): Promise<Held | undefined>;
  /** Reads, changes and writes until no one interferes; returns what now stands. */
  change(operation: Operation, pk: string, change: (entry: Entry) => Entry): Promise<Held>;
}

const ledgers = new Map<string, Ledger>();

/** The ledger in the table of that name. */
export function openLedger(tableName: string): Ledger {
  const open = ledgers.get(tableName) ?? ledgerIn(openTable(tableName));
  ledgers.set(tableName, open);
  return open;
}

function ledgerIn(table: Table): Ledger {
  const at = (pk: string) => cell<Entry>(table, pk);
  return {
    table,
    async read(pk) {
      const standing = await at(pk).read();
      return standing && { entry: standing.doc, version: standing.version };
    },
    async write(operation, whole, over) {
      const entry = fitItem(whole);
      // First, so that nothing stands in the ledger that nobody finds.
      await table.point(newPointers(operation, entry, over?.entry));
      const version = await at(entryKey(entry)).write(contentOf(operation, entry), over);
      return version === undefined ? undefined : { entry, version };
    },
    change: (operation, pk, change) =>
      at(pk).change(async (standing) => {
        if (!standing) throw new PlatformUnavailable(`the ledger lost the entry ${pk}`);
        const entry = fitItem(change(standing.doc));
        await table.point(newPointers(operation, entry, standing.doc));
        return { answer: { entry, version: standing.version + 1 }, write: contentOf(operation, entry) };
      }),
  };
}

/** What is left to do decides whether the row stands in the due index, and until when it is kept. */
function contentOf(operation: Operation, entry: Entry): Content<Entry> {
  const idle = isSettled(entry) && entry.hand_over !== 'pending';
  const due = [idle ? undefined : entry.due_at, entry.follow_at].filter((time) => time !== undefined);
  const ends = openJobs(entry).map(({ deadline }) => deadline);
  return {
    // What the cloud says may quote what it was told.
    doc: {
      ...entry,
      targets: redact(entry.targets),
      ...(entry.strays && { strays: redact(entry.strays) }),
      ...(entry.jobs && { jobs: redact(entry.jobs) }),
    },
    ...(due.length > 0 && { due_at: Math.min(...due), shard: shardOf(entryKey(entry)) }),
    ...(entry.claimed_at !== undefined && {
      project: claimsOf(operation, entry.project_id),
      claimed_at: entry.claimed_at,
      jobs: jobsIn(entry),
      pending: targetsIn(entry, 'submitting', 'unknown'),
    }),
    kept_until: keptUntil(Math.max(entry.deadline, entry.claimed_at ?? 0, Date.now(), ...ends)),
  };
}

function shardOf(pk: string): string {
  let hash = 0;
  for (let i = 0; i < pk.length; i++) hash = (Math.imul(hash, 31) + pk.charCodeAt(i)) | 0;
  return String(Math.abs(hash) % SHARDS);
}
