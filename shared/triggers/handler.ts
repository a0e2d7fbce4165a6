import { onQueueOrTimer } from '../platform/platform.ts';
import { pipeline } from '../submission/pipeline.ts';
import type { Operation } from '../terms/operation.ts';
import { runQueue } from './queue.ts';
import { runTimer } from './timer.ts';

/** The function of an operation, bound to its triggers: a batch of queue messages, or anything else as one intent of a timer. */
export function handlerOf(operation: Operation) {
  const run = pipeline(operation);
  return onQueueOrTimer(
    (messages, invocation) => runQueue(operation, run, messages, invocation),
    (fired, invocation) => runTimer(operation, run, fired, invocation),
  );
}
