import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { carried } from '../platform/aws/message.ts';
import { loadSettings } from '../settings/settings.ts';
import type { Run } from '../submission/pipeline.ts';
import { type Delivery, intentIn } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import { deadLetter } from './dead-letter.ts';
import { disposition, mayRepeat } from './disposition.ts';

const AT_ONCE = 5;

/** Runs each record of a batch by itself, at most five at once; hands back only those that a later try may cure. */
export async function runQueue(
  operation: Operation,
  run: Run,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const waiting = [...event.Records];
  const handedBack: string[] = [];
  const brake = { throttled: false };
  const worker = async () => {
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      const delivery = { ...deliveryOf(record, context), brake };
      if (!(await settle(operation, run, delivery, String(record.body)))) handedBack.push(record.messageId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { batchItemFailures: handedBack.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Whether the record may leave the queue. */
async function settle(operation: Operation, run: Run, delivery: Delivery, body: string): Promise<boolean> {
  const report = await run(delivery);
  const next = disposition(report);
  if (next !== 'dead') return next === 'done';
  try {
    // Without a dead-letter queue of ours, the platform's own redrive keeps the message.
    if (await deadLetter(operation, report, delivery, body)) return true;
  } catch {
    // The log line has told it; the message comes back unless that could send something twice.
  }
  return !mayRepeat(report);
}

function deliveryOf(record: SQSRecord, context: Context): Delivery {
  const body = String(record.body);
  const { trigger, sender, ...came } = carried(record.messageAttributes);
  const SenderId = record.attributes?.SenderId;
  return {
    ...intentIn(body),
    request_id: record.messageId,
    triggered_at: Number(record.attributes?.SentTimestamp) || Date.now(),
    ...came,
    // Attributes are whatever the message's sender wrote; SenderId is written by SQS.
    ...(trigger && isOwn(SenderId)
      ? { trigger, ...(sender && { sender }) }
      : { trigger: 'queue', ...(SenderId && { sender: SenderId }) }),
    attempt: Number(record.attributes?.ApproximateReceiveCount) || 1,
    remaining: () => context.getRemainingTimeInMillis(),
  };
}

/** Whether one of our own functions sent a message: a role's SenderId is the role's id, a colon and the session's name. */
function isOwn(senderId = ''): boolean {
  try {
    const { OWN_SENDERS, deployed } = loadSettings();
    return OWN_SENDERS ? OWN_SENDERS.split(',').includes(senderId.split(':')[0] ?? '') : !deployed;
  } catch {
    // The pipeline tells what is wrong with the configuration, and runs nothing.
    return false;
  }
}
