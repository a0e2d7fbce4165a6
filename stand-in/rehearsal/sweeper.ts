import { setTimeout as delay } from 'node:timers/promises';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import type { LambdaFunction } from '../platform/lambda.ts';

/** The one-minute timer of the sweep, with shorter minutes. */
export interface Sweeper {
  /** Sweeps once. Throws when the sweep failed, or printed anything but its one line. */
  once(): Promise<void>;
  /** Sweeps every `ms` from now on, until `stop`; a sweep that fails is told on standard error. */
  every(ms: number): void;
  stop(): Promise<void>;
}

/** A timer for the built function; nothing is swept before it is told so. */
export function sweepWith(lambda: LambdaFunction): Sweeper {
  const stopping = new AbortController();
  let rounds = Promise.resolve();
  const once = async () => {
    const { ok, payload, logs, error } = await lambda.invoke({
      'detail-type': 'Scheduled Event',
      detail: {},
    });
    const failures =
      isPlainObject(payload) && Array.isArray(payload.failures) ? payload.failures : ['no answer'];
    if (!ok || failures.length > 0 || logs.length !== 1)
      throw new Error(`the sweep failed: ${JSON.stringify({ error, failures, logs })}`);
  };
  const repeat = async (ms: number) => {
    while (!stopping.signal.aborted) {
      await once().catch((error: unknown) => stopping.signal.aborted || console.error(error));
      await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    once,
    every(ms) {
      rounds = repeat(ms);
    },
    async stop() {
      stopping.abort();
      await rounds;
    },
  };
}
