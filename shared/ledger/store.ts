import type { Row } from '../platform/aws/row.ts';
import { openTable, type Table } from '../platform/aws/table.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { redact } from '../values/redact.ts';
import { DAY } from '../values/time/units.ts';
import { type Entry, isSettled, jobsIn, targetsIn } from './entry/entry.ts';
import { fitItem } from './entry/fit-item.ts';
import { openJobs } from './entry/following.ts';

/** An entry as it was read, with the version that a write must find unchanged. */
export interface Held {
  readonly entry: Entry;
  readonly version: number;
}

/** How many shards the due index is spread over. */
export const SHARDS = 8;

const KEEP_MS = 35 * DAY;
const RACES = 12;

/** The key of a request: the operation, the project and the caller's id. */
export const keyOf = (operation: string, project_id: string, request_id: string): string =>
  `${operation}#${project_id}#${request_id}`;

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
  const read = async (pk: string) => {
    const row = await table.get(pk);
    return row && { entry: JSON.parse(row.doc) as Entry, version: row.version };
  };
  const write = async (operation: Operation, entry: Entry, over: Held | undefined) => {
    const version = (over?.version ?? 0) + 1;
    const fitting = fitItem(entry);
    const written = await table.put(rowOf(operation, fitting, version), over?.version ?? 'nothing');
    return written ? { entry: fitting, version } : undefined;
  };
  return {
    table,
    read,
    write,
    async change(operation, pk, change) {
      for (let race = 0; race < RACES; race++) {
        const held = await read(pk);
        if (!held) throw new PlatformUnavailable(`the ledger lost the entry ${pk}`);
        const written = await write(operation, change(held.entry), held);
        if (written) return written;
      }
      throw new PlatformUnavailable(`the ledger entry ${pk} changed ${RACES} times while being written`);
    },
  };
}

/** What is left to do decides whether the row stands in the due index, and until when it is kept. */
function rowOf({ name, service }: Operation, entry: Entry, version: number): Row {
  const pk = keyOf(name, entry.project_id, entry.request_id);
  const idle = isSettled(entry) && entry.hand_over !== 'pending';
  const due = [idle ? undefined : entry.due_at, entry.follow_at].filter((time) => time !== undefined);
  const ends = openJobs(entry).map(({ deadline }) => deadline);
  const last = Math.max(entry.deadline, entry.claimed_at ?? 0, Date.now(), ...ends);
  return {
    pk,
    version,
    write_id: nodeCrypto().randomUUID(),
    // What the cloud says may quote what it was told.
    doc: JSON.stringify({
      ...entry,
      targets: redact(entry.targets),
      ...(entry.strays && { strays: redact(entry.strays) }),
      ...(entry.jobs && { jobs: redact(entry.jobs) }),
    }),
    ...(due.length > 0 && { due_at: Math.min(...due), shard: shardOf(pk) }),
    ...(entry.claimed_at !== undefined && {
      project: `${service}#${entry.project_id}`,
      claimed_at: entry.claimed_at,
      jobs: jobsIn(entry),
      pending: targetsIn(entry, 'submitting', 'unknown'),
    }),
    expires_at: Math.ceil((last + KEEP_MS) / 1000),
  };
}

function shardOf(pk: string): string {
  let hash = 0;
  for (let i = 0; i < pk.length; i++) hash = (Math.imul(hash, 31) + pk.charCodeAt(i)) | 0;
  return String(Math.abs(hash) % SHARDS);
}
