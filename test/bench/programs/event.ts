import type { Message } from '../stub/world.ts';
import { instanceIds, unique } from './ids.ts';

// Nothing here may load what only some of the handlers need, such as cryptography for an id.
const newContext = () => ({
  awsRequestId: `invocation-${unique()}`,
  getRemainingTimeInMillis: () => 600_000,
});

/** A Lambda handler, whatever it answers. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** A message that asks to patch an instance, another one each time: what every single call is about. */
export const nextMessage = (): Message => ({
  body: JSON.stringify({ instance_ids: instanceIds(1) }),
  attributes: {},
});

/** A message as the queue trigger brings it, with an id of its own. */
export const recordOf = ({ body, attributes }: Message) => ({
  messageId: `message-${unique()}`,
  eventSource: 'aws:sqs',
  body,
  attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1', SenderId: 'AIDABENCH' },
  messageAttributes: attributes,
});

/** Calls a handler with these messages as one batch. Throws when it hands any of them back. */
export async function deliver(handler: Handler, messages: readonly Message[]): Promise<void> {
  const event = { Records: messages.map(recordOf) };
  const answer = await handler(event, newContext());
  const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were handed back`);
}

/** Invokes a handler with an event that no queue brought. */
export const invoke = (handler: Handler, event: unknown): Promise<unknown> => handler(event, newContext());
