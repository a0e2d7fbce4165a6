import { jest } from '@jest/globals';

/** When the tests of a world begin. */
export const START = Date.parse('2024-10-30T02:00:00Z');
export const MINUTE = 60_000;

const realSetTimeout = globalThis.setTimeout;
const LONGEST_MS = 2 ** 31 - 1;
/** Whoever waits longer waits for something that may never come; a queue that is asked for messages waits no longer. */
const PAUSE_MS = 1000;

/**
 * Sets the clock. It stands until it is set again, and time-outs stand with it: however slow the machine is, no call takes
 * too long. Sockets and pauses go by the machine's clock.
 */
export function setClock(at: string | number): void {
  jest.useFakeTimers({
    now: new Date(at),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  globalThis.setTimeout = ((then: () => void, ms = 0, ...given: []) =>
    ms <= PAUSE_MS
      ? realSetTimeout(then, ms, ...given)
      : realSetTimeout(then, LONGEST_MS, ...given).unref()) as typeof setTimeout;
}

/** Moves the clock to so many minutes after `START`. */
export const at = (minutes: number): void => setClock(START + minutes * MINUTE);

/** Lets the clock and the time-outs go on as the machine's do. */
export function freeClock(): void {
  globalThis.setTimeout = realSetTimeout;
  jest.useRealTimers();
}
