import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { failedMessages } from './batch-response.ts';
import type { Invocation, LambdaFunction } from './lambda.ts';
import { localCredentials } from './local-credentials.ts';
import { slots } from './slots.ts';
import { sqsEvent } from './sqs-event.ts';

/** One batch, after its messages were deleted or left; no invocation when the function was closed under it. */
export interface Batch {
  event: SQSEvent;
  invocation: Invocation | undefined;
  /** Ids of the messages that stay on the queue until their visibility time-out ends. */
  failed: string[];
}

/** A running event-source mapping. */
export interface QueuePoller {
  /** Settles when the receive under way (at most `waitSeconds`) and all batches in flight are over. */
  stop(): Promise<void>;
  /** Settles when nothing is in flight and the queue is empty: nothing visible, hidden or delayed. */
  idle(): Promise<void>;
}

/** The queue and the function to connect, with the settings of Lambda's event-source mapping. */
export interface PollerOptions {
  endpoint: string;
  queueUrl: string;
  queueArn: string;
  lambda: Pick<LambdaFunction, 'invoke'>;
  batchSize: number;
  maximumConcurrency: number;
  /** By how much the function's clock is ahead of the machine's, at each delivery. */
  clockOffsetMs?: () => number;
  waitSeconds?: number;
  /** What fails comes back at once instead of after the visibility time-out, which can then be longer than any run. */
  bringBackAtOnce?: boolean;
  onBatch?: (batch: Batch) => void;
}

/** Connects a queue to a function as Lambda does: long polls, partial failures, failures left to the visibility time-out. */
export function pollQueue(options: PollerOptions): QueuePoller {
  const { queueUrl: QueueUrl, queueArn, lambda, clockOffsetMs, waitSeconds = 1 } = options;
  const region = queueArn.split(':')[3] ?? '';
  const sqs = new SQSClient({ endpoint: options.endpoint, region, credentials: localCredentials });
  const places = slots(options.maximumConcurrency);
  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  let waitingForIdle: (() => void)[] = [];

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(options.batchSize, 10),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  async function deliver(messages: Message[]): Promise<void> {
    const event = sqsEvent(messages, queueArn, clockOffsetMs?.());
    const invocation = await lambda.invoke(event).catch(() => undefined);
    const ids = messages.map(({ MessageId = '' }) => MessageId);
    const failed = failedMessages(invocation, ids);
    const Entries = messages
      .filter(({ MessageId = '' }) => !failed.includes(MessageId))
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    // A message that could not be deleted comes again, as it does on AWS.
    if (Entries.length > 0) {
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })).catch(() => undefined);
    }
    options.onBatch?.({ event, invocation, failed });
    if (options.bringBackAtOnce) await bringBack(messages, failed);
  }

  async function bringBack(messages: readonly Message[], failed: readonly string[]): Promise<void> {
    for (const { MessageId = '', ReceiptHandle } of messages) {
      if (!failed.includes(MessageId)) continue;
      const again = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await sqs.send(new ChangeMessageVisibilityCommand(again)).catch(() => undefined);
    }
  }

  async function poll(): Promise<void> {
    let failures = 0;
    for (;;) {
      await places.take();
      if (stopping.signal.aborted) break;
      const messages = await receive().catch(() => undefined);
      if (messages === undefined) {
        places.give();
        failures += 1;
        const backOff = Math.min(50 * 2 ** failures, 1000);
        await delay(backOff, undefined, { signal: stopping.signal }).catch(() => undefined);
        continue;
      }
      failures = 0;
      if (messages.length === 0) {
        places.give();
        await tellIdle();
        continue;
      }
      const batch = deliver(messages).finally(async () => {
        places.give();
        inFlight.delete(batch);
        await tellIdle();
      });
      inFlight.add(batch);
    }
    await Promise.allSettled(inFlight);
    sqs.destroy();
  }

  async function tellIdle(): Promise<void> {
    if (waitingForIdle.length === 0 || inFlight.size > 0 || !(await empty())) return;
    const waiting = waitingForIdle;
    waitingForIdle = [];
    for (const resolve of waiting) resolve();
  }

  async function empty(): Promise<boolean> {
    const { Attributes = {} } = await sqs
      .send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      .catch(() => ({ Attributes: { ApproximateNumberOfMessages: 'unknown' } }));
    return Object.entries(Attributes).every(
      ([name, count]) => !name.startsWith('ApproximateNumberOfMessages') || count === '0',
    );
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
    async idle() {
      const idle = new Promise<void>((resolve) => waitingForIdle.push(resolve));
      await tellIdle();
      await idle;
    },
  };
}
