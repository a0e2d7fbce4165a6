import type { Received } from '../shared/desk/letters/letter.ts';
import { askAws } from '../shared/platform/aws/ask.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import { chunksOf } from '../shared/values/chunks.ts';

/** A message as SQS hands it out; times in its attributes are epoch ms. */
export interface Message {
  readonly MessageId?: string;
  readonly ReceiptHandle?: string;
  readonly Body?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** A message without what only the queue needs of it. */
export function received({ MessageId, Body, Attributes, MessageAttributes = {} }: Message): Received {
  return {
    message_id: MessageId ?? '',
    body: Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
    sent_at: Number(Attributes?.SentTimestamp) || Date.now(),
  };
}

/** What was found on the queue; with `more`, the queue says that it holds further messages than it showed. */
export interface Taken {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

/** A dead-letter queue. Every method throws `PlatformUnavailable`. */
export interface DeadLetterQueue {
  /** Every message once, hidden from others for `seconds`. */
  takeAll(seconds: number): Promise<Taken>;
  /** Shows messages to others again at once. */
  giveBack(messages: readonly Message[]): Promise<void>;
  remove(message: Message): Promise<void>;
}

// SQS takes and gives ten messages a call, over a person's line.
const BATCH = 10;
const TIMEOUT_MS = 10_000;

/** The queue at that URL. */
export function openDeadLetterQueue(QueueUrl: string): DeadLetterQueue {
  const ask = async <Output>(action: string, input: object): Promise<Output> => {
    try {
      return await askAws<Output>('sqs', action, { QueueUrl, ...input }, TIMEOUT_MS);
    } catch (cause) {
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new PlatformUnavailable(`dead-letter queue ${QueueUrl} did not answer: ${reason}`);
    }
  };
  const size = async () => {
    const { Attributes = {} } = await ask<{ Attributes?: Record<string, string> }>('GetQueueAttributes', {
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      Attributes;
    return Number(visible) + Number(hidden);
  };
  return {
    async takeAll(seconds) {
      const expected = await size();
      const taken = new Map<string, Message>();
      for (let before = -1; before < taken.size; ) {
        before = taken.size;
        const { Messages = [] } = await ask<{ Messages?: readonly Message[] }>('ReceiveMessage', {
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: seconds,
          // Waiting asks all of the queue's servers; without it an empty answer proves little.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        });
        for (const message of Messages) taken.set(message.MessageId ?? '', message);
      }
      return { messages: [...taken.values()], more: expected > taken.size };
    },
    async giveBack(messages) {
      for (const batch of chunksOf(messages, BATCH)) {
        const Entries = batch.map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }));
        await ask('ChangeMessageVisibilityBatch', { Entries });
      }
    },
    remove: ({ ReceiptHandle }) => ask('DeleteMessage', { ReceiptHandle }),
  };
}
