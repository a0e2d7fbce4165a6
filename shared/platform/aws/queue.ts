import { PlatformUnavailable } from '../../terms/errors.ts';
import { escapeJson } from '../../values/json/escape.ts';
import type { Message, Untaken } from '../ports.ts';
import { askAws } from './ask.ts';
import { messageGroup } from './message-group.ts';

type Answers = readonly (Untaken | undefined)[];

// SQS takes ten entries a batch, and 1 MiB: of one message, and of a batch together. Batches stay well below.
const ENTRIES_A_BATCH = 10;
const BYTES_A_BATCH = 256 * 1024;
const LARGEST_MESSAGE = 1024 * 1024;

/** Puts all messages on the operation's queue. Throws `PlatformUnavailable` unless the queue took every one. */
export async function putOnQueue(
  urlTemplate: string,
  operation: string,
  messages: readonly Message[],
): Promise<void> {
  const answers = await offerToQueue(urlTemplate, operation, messages);
  const reasons = new Set(answers.flatMap((untaken) => untaken?.reason ?? []));
  if (reasons.size > 0) throw new PlatformUnavailable([...reasons].join('; '));
}

/**
 * Offers messages to the operation's queue. Says of each, in their order, why it was not taken; undefined when it was. A
 * queue that does not answer is not asked for the rest.
 */
export async function offerToQueue(
  urlTemplate: string,
  operation: string,
  messages: readonly Message[],
): Promise<Answers> {
  const url = urlTemplate.replaceAll('{operation}', operation);
  const told: (Untaken | undefined)[] = [];
  let silent: Untaken | undefined;
  for (const batch of batchesOf(messages)) {
    const answers = silent ?? (await sendBatch(url, batch));
    if ('reason' in answers) silent = answers;
    told.push(...('reason' in answers ? batch.map(() => answers) : answers));
  }
  return told;
}

/** In order, each as many messages as fit; one that is too large for any stands alone. */
function batchesOf(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = sizeOf(message);
    const last = batches.at(-1);
    if (!last || last.length === ENTRIES_A_BATCH || bytes + size > BYTES_A_BATCH) {
      batches.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return batches;
}

/** What SQS counts: the body, and each attribute's name, type and value. */
function sizeOf({ body, attributes }: Message): number {
  const texts = Object.entries(attributes).flatMap(([name, text]) => [name, 'String', text]);
  return [sendable(body), ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/**
 * The message as a queue takes it: where it is too large, its body is cut, and a word in it says so, which also keeps what
 * is left from being read as a whole JSON text.
 */
export function fitted({ body, attributes }: Message): Message {
  const over = sizeOf({ body, attributes }) - LARGEST_MESSAGE;
  if (over <= 0) return { body, attributes };
  const bytes = Buffer.from(sendable(body));
  const word = `… (cut: the whole had ${bytes.length} bytes)`;
  const kept = bytes.subarray(0, Math.max(0, bytes.length - over - Buffer.byteLength(word)));
  // What is left of a character that was cut in two is dropped.
  return { body: `${new TextDecoder().decode(kept, { stream: true })}${word}`, attributes };
}

// Characters that SQS refuses occur only inside the strings of a JSON text, where this is another spelling of the same.
const sendable = (body: string) =>
  body.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) =>
    escapeJson(character),
  );

interface Failed {
  readonly Id: string;
  readonly Code: string;
  readonly Message?: string;
  readonly SenderFault?: boolean;
}

/** What the queue said of each message, or why it did not answer. */
async function sendBatch(url: string, batch: readonly Message[]): Promise<Answers | Untaken> {
  const [first] = batch;
  if (first && sizeOf(first) > LARGEST_MESSAGE) {
    const reason = `a message of ${sizeOf(first)} bytes: a queue takes at most ${LARGEST_MESSAGE}`;
    return [{ reason, refused: true }];
  }
  const because = (reason: string) => `queue ${url} did not take every message: ${reason}`;
  try {
    const entries = batch.map(({ body, attributes }, index) => ({
      Id: String(index),
      MessageBody: sendable(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
      ),
      MessageGroupId: messageGroup(attributes),
    }));
    const { Failed = [] } = await askAws<{ Failed?: Failed[] }>('sqs', 'SendMessageBatch', {
      QueueUrl: url,
      Entries: entries,
    });
    return batch.map((_, index) => {
      const failed = Failed.find(({ Id }) => Id === String(index));
      if (!failed) return undefined;
      const { Code, Message = '', SenderFault = false } = failed;
      return { reason: because(`${Code} ${Message}`.trim()), refused: SenderFault };
    });
  } catch (cause) {
    return {
      reason: because(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)),
      refused: false,
    };
  }
}
