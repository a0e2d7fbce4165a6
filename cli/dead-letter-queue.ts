import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { chunksOf } from '../shared/chunks.ts';
import { PlatformUnavailable } from '../shared/errors.ts';

type Sdk = typeof import('@aws-sdk/client-sqs');

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

// SQS takes and gives ten messages a call.
const BATCH = 10;

/** The queue at that URL; the SDK is loaded with the first call. */
export function openDeadLetterQueue(QueueUrl: string): DeadLetterQueue {
  let connected: Promise<{ sqs: SQSClient; sdk: Sdk }> | undefined;
  const ask = async <Output>(work: (sqs: SQSClient, sdk: Sdk) => Promise<Output>): Promise<Output> => {
    try {
      connected ??= connect();
      const { sqs, sdk } = await connected;
      return await work(sqs, sdk);
    } catch (cause) {
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new PlatformUnavailable(`dead-letter queue ${QueueUrl} did not answer: ${reason}`);
    }
  };
  return {
    takeAll: (seconds) =>
      ask(async (sqs, sdk) => {
        const expected = await sizeOf(QueueUrl, sqs, sdk);
        const receive = new sdk.ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: seconds,
          // Waiting asks all of the queue's servers; without it an empty answer proves little.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        });
        const taken = new Map<string, Message>();
        for (let before = -1; before < taken.size; ) {
          before = taken.size;
          const { Messages = [] } = await sqs.send(receive);
          for (const message of Messages) taken.set(message.MessageId ?? '', message);
        }
        return { messages: [...taken.values()], more: expected > taken.size };
      }),
    giveBack: (messages) =>
      ask(async (sqs, sdk) => {
        for (const batch of chunksOf(messages, BATCH)) {
          const Entries = batch.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle,
            VisibilityTimeout: 0,
          }));
          await sqs.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
        }
      }),
    remove: async ({ ReceiptHandle }) => {
      await ask((sqs, sdk) => sqs.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
    },
  };
}

async function connect() {
  const sdk = await import('@aws-sdk/client-sqs');
  const requestHandler = { connectionTimeout: 2000, requestTimeout: 10_000 };
  return { sdk, sqs: new sdk.SQSClient({ maxAttempts: 3, requestHandler }) };
}

async function sizeOf(QueueUrl: string, sqs: SQSClient, sdk: Sdk): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new sdk.GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  );
}
