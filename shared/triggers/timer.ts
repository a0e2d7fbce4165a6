import { putOnQueue } from '../platform/platform.ts';
import type { Fired, Invocation } from '../platform/ports.ts';
import { type Given, inForce } from '../settings/settings.ts';
import type { Run } from '../submission/pipeline.ts';
import { carry } from '../terms/carried.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import { deadLetter } from './dead-letter.ts';
import { disposition, mayRepeat } from './disposition.ts';

/** Thrown to the platform so that it invokes again with the same event; the message repeats the report's reason. */
class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/**
 * Runs the intent that a rule, a schedule or a person invoked the function with. What a later try may cure goes on from
 * the queue. Throws `TryAgain` when not even the queue takes it.
 */
export async function runTimer(
  operation: Operation,
  run: Run,
  fired: Fired,
  invocation: Invocation,
  given: Given,
): Promise<Report> {
  const delivery = deliveryOf(fired, invocation);
  const report = await run(delivery, given);
  const next = disposition(report);
  if (next === 'later' && !(await queued(operation, { ...delivery, request_id: report.request_id }, given))) {
    throw new TryAgain(`${report.status}: ${report.reason ?? 'see the log line'}`);
  }
  if (next === 'dead') await handOver(operation, report, delivery, given);
  return report;
}

async function queued(operation: Operation, delivery: Delivery, given: Given): Promise<boolean> {
  try {
    const { QUEUE_URL } = inForce(given);
    if (!QUEUE_URL) return false;
    const message = { body: JSON.stringify(delivery.intent), attributes: carry(delivery) };
    await putOnQueue(QUEUE_URL, operation.name, [message]);
    return true;
  } catch {
    return false;
  }
}

async function handOver(
  operation: Operation,
  report: Report,
  delivery: Delivery,
  given: Given,
): Promise<void> {
  try {
    await deadLetter(operation, report, delivery, JSON.stringify(delivery.intent) ?? '', given);
  } catch {
    if (mayRepeat(report)) throw new TryAgain('the dead-letter queue did not take it');
  }
}

const deliveryOf = ({ intent, id, at, sender }: Fired, invocation: Invocation): Delivery => ({
  intent,
  trigger: 'timer',
  request_id: id ?? invocation.id,
  triggered_at: at ?? Date.now(),
  attempt: 1,
  ...(sender && { sender }),
  remaining: invocation.remaining,
});
