import { onQueueOrTimer } from '../platform/platform.ts';
import type { Fired, Invocation, Received } from '../platform/ports.ts';
import { withSettings } from '../settings/with-settings.ts';
import { pipeline } from '../submission/pipeline.ts';
import type { Operation } from '../terms/operation.ts';
import { runQueue } from './queue.ts';

/** The function of an operation, bound to its triggers: a batch of queue messages, or anything else as one intent of a timer. */
export function handlerOf(operation: Operation) {
  const run = pipeline(operation);
  return onQueueOrTimer(
    withSettings((messages: readonly Received[], invocation: Invocation, given) =>
      runQueue(operation, run, messages, invocation, given),
    ),
    withSettings(async (fired: Fired, invocation: Invocation, given) => {
      const { runTimer } = await import('./timer.ts');
      return runTimer(operation, run, fired, invocation, given);
    }),
  );
}
