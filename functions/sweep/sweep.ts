import type { Context } from 'aws-lambda';
import { carry } from '../../shared/aws/message.ts';
import { type Message, putOnQueue } from '../../shared/aws/queue.ts';
import type { Row } from '../../shared/aws/row.ts';
import type { Page, Table } from '../../shared/aws/table.ts';
import { loadConfig } from '../../shared/config.ts';
import { Ended, Misconfigured } from '../../shared/errors.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { readPauses } from '../../shared/ledger/pause.ts';
import { openLedger, SHARDS } from '../../shared/ledger/store.ts';
import { metricsOf, printLine } from '../../shared/log.ts';

const KEEP_BACK_MS = 5000;
const FOLLOWER = 'follow-job';

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
export async function sweep(_event: unknown, context: Context): Promise<Swept> {
  const started = Date.now();
  const swept = { due: 0, queued: 0, overdue_ms: 0, paused_ms: 0, failures: [] as string[] };
  try {
    const { LEDGER_TABLE, QUEUE_URL, TIMING } = loadConfig();
    if (!LEDGER_TABLE || !QUEUE_URL) throw new Misconfigured('the sweep needs LEDGER_TABLE and QUEUE_URL');
    const { table } = openLedger(LEDGER_TABLE);
    swept.paused_ms = await pausedFor(table, started, swept.failures);
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
          const queued = await queueRows(rows, QUEUE_URL, started, swept.failures);
          swept.queued += queued.length;
          await Promise.all(queued.map((row) => postpone(table, row, Date.now(), TIMING.resweep_ms)));
          page = next;
        } while (page && context.getRemainingTimeInMillis() > KEEP_BACK_MS);
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

/** The rows whose messages were all taken; a queue that does not answer keeps only its own rows back. */
async function queueRows(
  rows: readonly Row[],
  queueUrl: string,
  now: number,
  failures: string[],
): Promise<Row[]> {
  const due = rows.flatMap((row) => messagesOf(row, now).map((errand) => ({ row, ...errand })));
  const byQueue = Object.groupBy(due, ({ queue }) => queue);
  const kept = await Promise.all(
    Object.entries(byQueue).map(async ([queue, some = []]) => {
      try {
        await putOnQueue(
          queueUrl,
          queue,
          some.map(({ message }) => message),
        );
        return [];
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        failures.push(error.message);
        return some.map(({ row }) => row);
      }
    }),
  );
  const back = new Set(kept.flat());
  return rows.filter((row) => !back.has(row));
}

/** What is due of an entry: a try of its operation, a look at its jobs or an event to hand over. */
function messagesOf(row: Row, now: number): { queue: string; message: Message }[] {
  const { intent, ...entry } = JSON.parse(row.doc) as Entry;
  const { operation, project_id, request_id, due_at, follow_at } = entry;
  // The body is for people to read: a resumed message is run with the intent that the ledger holds.
  const resumed = {
    body: JSON.stringify(intent),
    attributes: carry({ ...entry, directions: { resumed: true } }),
  };
  const followed = {
    body: JSON.stringify({ operation, project_id, request_id }),
    attributes: { request_id },
  };
  return [
    ...(due_at !== undefined && due_at <= now ? [{ queue: operation, message: resumed }] : []),
    ...(follow_at !== undefined && follow_at <= now ? [{ queue: FOLLOWER, message: followed }] : []),
  ];
}

/** Due again when nothing has come of it, or when the rest of the entry is. */
function postpone(table: Table, { pk, due_at = 0, doc }: Row, now: number, byMs: number) {
  const { due_at: tryAt, follow_at: followAt } = JSON.parse(doc) as Entry;
  const later = [tryAt, followAt].filter((time) => time !== undefined && time > now) as number[];
  return table.postpone(pk, due_at, Math.min(now + byMs, ...later));
}
