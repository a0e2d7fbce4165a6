import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunction } from '../platform/lambda.ts';
import { localCredentials } from '../platform/local-credentials.ts';
import { type Batch, pollQueue } from '../platform/queue-poller.ts';
import type { Queues } from '../platform/queues.ts';
import type { Deployment } from './deployments.ts';

/** Every function's connection to its own queue. */
export interface Feed {
  /** Settles when no queue holds a message and no function works on one. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What to connect; `onBatch` hears of every batch when it is over. */
export interface FeedOptions {
  deployments: readonly Deployment[];
  functionOf(name: string): LambdaFunction;
  queues: Queues;
  onBatch(name: string, batch: Batch): void;
}

/** Connects the functions that have an SQS trigger to their queues, with the trigger's own settings. */
export function feedFromQueues({ deployments, functionOf, queues, onBatch }: FeedOptions): Feed {
  const { endpoint, region } = queues;
  const sqs = new SQSClient({ endpoint, region, credentials: localCredentials });

  /** Brings back at once what AWS would bring back when the visibility time-out ends. */
  const bringBack = (name: string, { event, failed }: Batch) => {
    for (const { messageId, receiptHandle: ReceiptHandle } of event.Records) {
      if (!failed.includes(messageId)) continue;
      const again = { QueueUrl: queues.url(name), ReceiptHandle, VisibilityTimeout: 0 };
      sqs.send(new ChangeMessageVisibilityCommand(again)).catch(() => undefined);
    }
  };

  const pollers = deployments.flatMap(({ name, queue }) =>
    queue
      ? pollQueue({
          ...queue,
          endpoint,
          queueUrl: queues.url(name),
          queueArn: queues.arn(name),
          lambda: functionOf(name),
          onBatch: (batch) => {
            onBatch(name, batch);
            bringBack(name, batch);
          },
        })
      : [],
  );
  return {
    async settled() {
      await Promise.all(pollers.map((poller) => poller.idle()));
    },
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
      sqs.destroy();
    },
  };
}
