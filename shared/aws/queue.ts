import { chunksOf } from '../chunks.ts';
import { PlatformUnavailable } from '../errors.ts';
import { askAws } from './ask.ts';

/** A message to put on a queue; attributes are strings. */
export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

// SQS takes ten entries a batch, together at most 1 MiB; our messages stay far below 100 KB each.
const ENTRIES_A_BATCH = 10;

/** Puts all messages on the operation's queue. Throws `PlatformUnavailable` unless the queue took every one. */
export async function putOnQueue(
  urlTemplate: string,
  operation: string,
  messages: readonly Message[],
): Promise<void> {
  const url = urlTemplate.replaceAll('{operation}', operation);
  for (const batch of chunksOf(messages, ENTRIES_A_BATCH)) {
    const failed = await sendBatch(url, batch);
    if (failed) throw new PlatformUnavailable(`queue ${url} did not take every message: ${failed}`);
  }
}

// Characters that SQS refuses occur only inside the strings of a JSON text, where this is another spelling of the same.
const sendable = (body: string) =>
  body.replace(
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

async function sendBatch(url: string, batch: readonly Message[]): Promise<string | undefined> {
  try {
    const entries = batch.map(({ body, attributes }, index) => ({
      Id: String(index),
      MessageBody: sendable(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
      ),
    }));
    const { Failed = [] } = await askAws<{ Failed?: { Code: string; Message?: string }[] }>(
      'sqs',
      'SendMessageBatch',
      { QueueUrl: url, Entries: entries },
    );
    return Failed.map(({ Code, Message }) => `${Code} ${Message ?? ''}`.trim()).join('; ') || undefined;
  } catch (cause) {
    return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  }
}
