import type { Context } from 'aws-lambda';
import { carry } from '../../shared/aws/message.ts';
import { type Message, putOnQueue } from '../../shared/aws/queue.ts';
import type { Row, Table } from '../../shared/aws/table.ts';
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
    const inTime = () => context.getRemainingTimeInMillis() > KEEP_BACK_MS;
    await Promise.all(
      Array.from({ length: SHARDS }, async (_, shard) => {
        for (let rows = await table.due(String(shard), started); rows.length > 0 && inTime(); ) {
          swept.due += rows.length;
          swept.overdue_ms = Math.max(
            swept.overdue_ms,
            ...rows.map(({ due_at = started }) => started - due_at),
          );
          swept.queued += await queueRows(rows, QUEUE_URL);
          await Promise.all(rows.map((row) => postpone(table, row, TIMING.resweep_ms)));
          rows = rows.length < 100 ? [] : await table.due(String(shard), started);
        }
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

async function queueRows(rows: readonly Row[], queueUrl: string): Promise<number> {
  const entries = rows.map(({ doc }) => JSON.parse(doc) as Entry);
  const byOperation = Object.groupBy(entries, ({ operation }) => operation);
  for (const [operation, due = []] of Object.entries(byOperation))
    await putOnQueue(queueUrl, operation, due.map(messageOf));
  return rows.length;
}

/** The body is for people to read: a resumed message is run with the intent that the ledger holds. */
const messageOf = ({ intent, ...entry }: Entry): Message => ({
  body: JSON.stringify(intent),
  attributes: carry({ ...entry, directions: { resumed: true } }),
});

const postpone = (table: Table, { pk, due_at = 0 }: Row, byMs: number) =>
  table.postpone(pk, due_at, Date.now() + byMs);
