import type { Invocation, Received } from '../platform/ports.ts';
import { loadSettings } from '../settings/settings.ts';
import type { Run } from '../submission/pipeline.ts';
import { carried } from '../terms/carried.ts';
import { type Delivery, intentIn } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import { deadLetter } from './dead-letter.ts';
import { disposition, mayRepeat } from './disposition.ts';

const AT_ONCE = 5;

/** Runs each message of a batch by itself, at most five at once; returns the ids of those that a later try may cure. */
export async function runQueue(
  operation: Operation,
  run: Run,
  messages: readonly Received[],
  invocation: Invocation,
): Promise<string[]> {
  const waiting = [...messages];
  const handedBack: string[] = [];
  const brake = { throttled: false };
  const worker = async () => {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const delivery = { ...deliveryOf(message, invocation), brake };
      if (!(await settle(operation, run, delivery, message.body))) handedBack.push(message.id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return handedBack;
}

/** Whether the message may leave the queue. */
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

function deliveryOf(message: Received, { remaining }: Invocation): Delivery {
  const { id, body, attributes, sent_at, times, sender: sentBy, principal } = message;
  const { trigger, sender, ...came } = carried(attributes);
  return {
    ...intentIn(body),
    request_id: id,
    triggered_at: sent_at ?? Date.now(),
    ...came,
    // Attributes are whatever the message's sender wrote.
    ...(trigger && isOwn(principal)
      ? { trigger, ...(sender && { sender }) }
      : { trigger: 'queue', ...(sentBy && { sender: sentBy }) }),
    attempt: times,
    remaining,
  };
}

/** Whether one of our own functions sent a message. */
function isOwn(principal = ''): boolean {
  try {
    const { OWN_SENDERS, deployed } = loadSettings();
    return OWN_SENDERS ? OWN_SENDERS.split(',').includes(principal) : !deployed;
  } catch {
    // The pipeline tells what is wrong with the configuration, and runs nothing.
    return false;
  }
}
