import type { LambdaFunction } from '../platform/lambda.ts';
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
  clockOffsetMs?: () => number;
  onBatch(name: string, batch: Batch): void;
}

/** Connects the functions that have an SQS trigger to their queues, with the trigger's own settings. */
export function feedFromQueues({
  deployments,
  functionOf,
  queues,
  clockOffsetMs,
  onBatch,
}: FeedOptions): Feed {
  const { endpoint } = queues;
  const pollers = deployments.flatMap(({ name, queue }) =>
    queue
      ? pollQueue({
          ...queue,
          endpoint,
          queueUrl: queues.url(name),
          queueArn: queues.arn(name),
          lambda: functionOf(name),
          bringBackAtOnce: true,
          ...(clockOffsetMs && { clockOffsetMs }),
          onBatch: (batch) => onBatch(name, batch),
        })
      : [],
  );
  return {
    async settled() {
      await Promise.all(pollers.map((poller) => poller.idle()));
    },
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}
