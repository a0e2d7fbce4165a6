import type { Entry } from '../ledger/entry/entry.ts';
import { readPauses } from '../ledger/pause.ts';
import { beginPointers } from '../ledger/pointers.ts';
import { openLedger, SHARDS } from '../ledger/store.ts';
import type { Page } from '../platform/page.ts';
import { offerToQueue } from '../platform/platform.ts';
import type { Invocation, Message, Row, Table } from '../platform/ports.ts';
import { type Given, inForce } from '../settings/settings.ts';
import { metricsOf, printLine } from '../telling/log.ts';
import { carry } from '../terms/carried.ts';
import { Ended, Misconfigured } from '../terms/errors.ts';
import { atOnce } from '../values/chunks.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';

const KEEP_BACK_MS = 5000;
// Of each shard. A call's time runs while it waits behind the others.
const AT_ONCE = 10;
const FOLLOWER = 'follow-job';
// In characters, of which an intent has at most some thousands today.
const LONGEST_BODY = 50_000;

/** What one sweep did; `overdue_ms` is how late the oldest due entry was, `paused_ms` how long the oldest pause lasts. */
export interface Swept {
  readonly due: number;
  readonly queued: number;
  readonly overdue_ms: number;
  readonly paused_ms: number;
  readonly failures: readonly string[];
}

/**
 * Puts everything due in the ledger on its operation's queue, or on that of `follow-job`, and sets it due again later, in this order: lost or run
 * twice, a sweep only queues something once more, which the ledger recognises. One log line.
 */
export async function sweep({ remaining }: Invocation, given: Given): Promise<Swept> {
  const started = Date.now();
  const swept = { due: 0, queued: 0, overdue_ms: 0, paused_ms: 0, failures: [] as string[] };
  try {
    const { LEDGER_TABLE, QUEUE_URL, TIMING } = inForce(given);
    if (!LEDGER_TABLE || !QUEUE_URL) throw new Misconfigured('the sweep needs LEDGER_TABLE and QUEUE_URL');
    const { table } = openLedger(LEDGER_TABLE);
    swept.paused_ms = await pausedFor(table, started, swept.failures);
    await begin(table, LEDGER_TABLE, started, swept.failures);
    await Promise.all(
      Array.from({ length: SHARDS }, async (_, shard) => {
        let page: Page | undefined;
        do {
          const { rows, next } = await table.due(String(shard), started, page);
          swept.due += rows.length;
          swept.overdue_ms = Math.max(
            swept.overdue_ms,
            ...rows.map(({ due_at = started }) => started - due_at),
          );
          const { queued, postponed } = await queueRows(rows, QUEUE_URL, started, swept.failures);
          swept.queued += queued;
          await atOnce(AT_ONCE, postponed, (one) => postpone(table, one, Date.now(), TIMING.resweep_ms));
          page = next;
        } while (page && remaining() > KEEP_BACK_MS);
      }),
    );
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    swept.failures.push(error.message);
  }
  const metrics = metricsOf({
    due: 'Count',
    queued: 'Count',
    overdue_ms: 'Milliseconds',
    paused_ms: 'Milliseconds',
    failed: 'Count',
  });
  const failed = swept.failures.length;
  const fields = { operation: 'sweep', ...swept, failed, duration_ms: Date.now() - started };
  printLine(failed > 0 ? 'ERROR' : 'INFO', fields, metrics, [['operation']]);
  return swept;
}

const begun = new Set<string>();

/** Has the ledger remember since when its entries have pointers; once a process, since it never changes. */
async function begin(table: Table, name: string, now: number, failures: string[]): Promise<void> {
  if (begun.has(name)) return;
  try {
    await beginPointers(table, now);
    begun.add(name);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    failures.push(error.message);
  }
}

/** For how long the oldest pause lasts, 0 without one. That it cannot be told must not keep jobs from being followed. */
async function pausedFor(table: Table, now: number, failures: string[]): Promise<number> {
  try {
    const pauses = await readPauses(table);
    return Math.max(0, ...pauses.map(({ at }) => now - Date.parse(at)));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    failures.push(error.message);
    return 0;
  }
}

/** A due row with its entry; without one, it is no entry that anybody can read. */
interface Due {
  readonly row: Row;
  readonly entry?: Entry;
}

const readRow = (row: Row): Due => {
  const entry = parseJson(row.doc);
  return isPlainObject(entry) ? { row, entry: entry as unknown as Entry } : { row };
};

/**
 * Queues what is due. Says how many rows were queued, and which are due again later. A row that cannot be queued is told
 * and comes later by itself; a queue that does not answer keeps its own rows back, which come with the next sweep.
 */
async function queueRows(
  rows: readonly Row[],
  queueUrl: string,
  now: number,
  failures: string[],
): Promise<{ queued: number; postponed: readonly Due[] }> {
  const due = rows.map(readRow);
  const [held, refused] = [new Set<Due>(), new Set<Due>(due.filter(({ entry }) => !entry))];
  failures.push(...[...refused].map(({ row }) => `${row.pk}: its document cannot be read`));
  const errands = due.flatMap((one) => errandsOf(one, now).map((errand) => ({ one, ...errand })));
  await Promise.all(
    Object.entries(Object.groupBy(errands, ({ queue }) => queue)).map(async ([queue, some = []]) => {
      const answers = await offerToQueue(
        queueUrl,
        queue,
        some.map(({ message }) => message),
      );
      const silent = new Set<string>();
      for (const [index, untaken] of answers.entries()) {
        const one = some[index]?.one;
        if (!one || !untaken) continue;
        (untaken.refused ? refused : held).add(one);
        if (untaken.refused) failures.push(`${one.row.pk}: ${untaken.reason}`);
        else silent.add(untaken.reason);
      }
      failures.push(...silent);
    }),
  );
  const postponed = due.filter((one) => !held.has(one));
  return { queued: postponed.filter((one) => !refused.has(one)).length, postponed };
}

/** What is due of an entry: a try of its operation, a look at its jobs or an event to hand over. */
function errandsOf({ entry }: Due, now: number): { queue: string; message: Message }[] {
  if (!entry) return [];
  const { operation, region, project_id, request_id, due_at, follow_at, trigger, sender } = entry;
  const whole = JSON.stringify(entry.intent);
  const resumed = {
    // For people to read: a resumed message is run with the intent that the ledger holds, found by this much of it.
    body: whole.length > LONGEST_BODY ? JSON.stringify({ request_id, region, project_id }) : whole,
    attributes: carry({ ...entry, directions: { resumed: true } }),
  };
  const followed = {
    body: JSON.stringify({ operation, project_id, request_id }),
    attributes: { request_id, trigger, ...(sender && { sender }) },
  };
  return [
    ...(due_at !== undefined && due_at <= now ? [{ queue: operation, message: resumed }] : []),
    ...(follow_at !== undefined && follow_at <= now ? [{ queue: FOLLOWER, message: followed }] : []),
  ];
}

/** Due again when nothing has come of it, or when the rest of the entry is. */
function postpone(table: Table, { row: { pk, due_at = 0 }, entry }: Due, now: number, byMs: number) {
  const later = [entry?.due_at, entry?.follow_at].filter((time) => time !== undefined && time > now);
  return table.postpone(pk, due_at, Math.min(now + byMs, ...(later as number[])));
}
