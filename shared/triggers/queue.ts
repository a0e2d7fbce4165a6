import type { Invocation, Received } from '../platform/ports.ts';
import { mayBring } from '../settings/own-senders.ts';
import type { Given } from '../settings/settings.ts';
import type { Run } from '../submission/pipeline.ts';
import { carried } from '../terms/carried.ts';
import { type Delivery, intentIn } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import { disposition, mayRepeat } from './disposition.ts';

const AT_ONCE = 5;

/** Runs each message of a batch by itself, at most five at once; returns the ids of those that a later try may cure. */
export async function runQueue(
  operation: Operation,
  run: Run,
  messages: readonly Received[],
  invocation: Invocation,
  given: Given,
): Promise<string[]> {
  const waiting = [...messages];
  const handedBack: string[] = [];
  const brake = { throttled: false };
  const worker = async () => {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const delivery = { ...deliveryOf(message, invocation, given), brake };
      const settled = await settle(operation, run, delivery, message.body, given);
      if (!settled) handedBack.push(message.id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return handedBack;
}

/** Whether the message may leave the queue. */
async function settle(
  operation: Operation,
  run: Run,
  delivery: Delivery,
  body: string,
  given: Given,
): Promise<boolean> {
  const report = await run(delivery, given);
  const next = disposition(report);
  if (next !== 'dead') return next === 'done';
  try {
    const { deadLetter } = await import('./dead-letter.ts');
    // Without a dead-letter queue of ours, the platform's own redrive keeps the message.
    if (await deadLetter(operation, report, delivery, body, given)) return true;
  } catch {
    // The log line has told it; the message comes back unless that could send something twice.
  }
  return !mayRepeat(report);
}

function deliveryOf(message: Received, { remaining }: Invocation, given: Given): Delivery {
  const { id, body, attributes, sent_at, times, sender: sentBy, principal } = message;
  const { trigger, sender, ...came } = carried(attributes);
  return {
    ...intentIn(body),
    request_id: id,
    triggered_at: sent_at ?? Date.now(),
    ...came,
    // Attributes are whatever the message's sender wrote.
    ...(trigger && mayBring(principal, trigger, came.directions?.resumed, given)
      ? // A release goes by the id that steering gave it, whatever its body says.
        { trigger, ...(sender && { sender }), ...(trigger === 'fleet' && { pinned: true }) }
      : { trigger: 'queue', ...(sentBy && { sender: sentBy }) }),
    attempt: times,
    remaining,
  };
}
