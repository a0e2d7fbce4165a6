import type { Message } from '../stub/world.ts';

const context = {
  getRemainingTimeInMillis: () => 600_000,
};

/** A Lambda handler, whatever it answers. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

// An instance that an earlier process had patched would be locked for its job.
let asked = Date.now() * 1000;

/** A message that asks to patch two instances of one engine, others each time: what every single call is about. */
export function nextMessage(): Message {
  const instance_ids = [0, 1].map(() => `${String(asked++).padStart(32, '0')}in13`);
  return { body: JSON.stringify({ instance_ids }), attributes: {} };
}

/** A message as the queue trigger brings it, with an id of its own. */
export const recordOf = ({ body, attributes }: Message) => ({
  messageId: crypto.randomUUID(),
  eventSource: 'aws:sqs',
  body,
  attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
  messageAttributes: attributes,
});

/** Calls a handler with these messages as one batch. Throws when it hands any of them back. */
export async function deliver(handler: Handler, messages: readonly Message[]): Promise<void> {
  const event = { Records: messages.map(recordOf) };
  const answer = await handler(event, { awsRequestId: crypto.randomUUID(), ...context });
  const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were handed back`);
}

/** Invokes a handler with an event that no queue brought. */
export const invoke = (handler: Handler, event: unknown): Promise<unknown> =>
  handler(event, { awsRequestId: crypto.randomUUID(), ...context });
