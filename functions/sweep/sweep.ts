import type { Context } from 'aws-lambda';
import { carry } from '../../shared/aws/message.ts';
import { type Message, putOnQueue } from '../../shared/aws/queue.ts';
import type { Row } from '../../shared/aws/row.ts';
import type { Page, Table } from '../../shared/aws/table.ts';
import { loadConfig } from '../../shared/config.ts';
import { Ended, Misconfigured } from '../../shared/errors.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { openLedger, SHARDS } from '../../shared/ledger/store.ts';
import { type Metrics, printLine } from '../../shared/log.ts';

const KEEP_BACK_MS = 5000;

/** What one sweep did; `overdue_ms` is how late the oldest due entry was. */
export interface Swept {
  readonly due: number;
  readonly queued: number;
  readonly overdue_ms: number;
  readonly failures: readonly string[];
}

/**
 * Puts everything due in the ledger on its operation's queue and sets it due again later, in this order: lost or run
 * twice, a sweep only queues something once more, which the ledger recognises. One log line.
 */
export async function sweep(_event: unknown, context: Context): Promise<Swept> {
  const started = Date.now();
  const swept = { due: 0, queued: 0, overdue_ms: 0, failures: [] as string[] };
  try {
    const { LEDGER_TABLE, QUEUE_URL, TIMING } = loadConfig();
    if (!LEDGER_TABLE || !QUEUE_URL) throw new Misconfigured('the sweep needs LEDGER_TABLE and QUEUE_URL');
    const { table } = openLedger(LEDGER_TABLE);
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
          const queued = await queueRows(rows, QUEUE_URL, swept.failures);
          swept.queued += queued.length;
          await Promise.all(queued.map((row) => postpone(table, row, TIMING.resweep_ms)));
          page = next;
        } while (page && context.getRemainingTimeInMillis() > KEEP_BACK_MS);
      }),
    );
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    swept.failures.push(error.message);
  }
  const metrics: Metrics = { due: 'Count', queued: 'Count', overdue_ms: 'Milliseconds', failed: 'Count' };
  const failed = swept.failures.length;
  const fields = { operation: 'sweep', ...swept, failed, duration_ms: Date.now() - started };
  printLine(failed > 0 ? 'ERROR' : 'INFO', fields, metrics, [['operation']]);
  return swept;
}

/** The rows that their operation's queue took; one queue that does not answer keeps only its own rows back. */
async function queueRows(rows: readonly Row[], queueUrl: string, failures: string[]): Promise<Row[]> {
  const due = rows.map((row) => ({ row, entry: JSON.parse(row.doc) as Entry }));
  const byOperation = Object.groupBy(due, ({ entry }) => entry.operation);
  const queued = await Promise.all(
    Object.entries(byOperation).map(async ([operation, some = []]) => {
      try {
        await putOnQueue(
          queueUrl,
          operation,
          some.map(({ entry }) => messageOf(entry)),
        );
        return some.map(({ row }) => row);
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        failures.push(error.message);
        return [];
      }
    }),
  );
  return queued.flat();
}

/** The body is for people to read: a resumed message is run with the intent that the ledger holds. */
const messageOf = ({ intent, ...entry }: Entry): Message => ({
  body: JSON.stringify(intent),
  attributes: carry({ ...entry, directions: { resumed: true } }),
});

const postpone = (table: Table, { pk, due_at = 0 }: Row, byMs: number) =>
  table.postpone(pk, due_at, Date.now() + byMs);
