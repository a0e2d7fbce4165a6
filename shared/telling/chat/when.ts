import { HOUR, MINUTE } from '../../values/time/units.ts';

/**
 * Whether a rollout keeps still at a time (epoch ms): robots have most to do when an hour or a half begins, and refuse more then. Each
 * rollout waits for one to four minutes of its own.
 */
export function keepsStill(rollout: string, now: number): boolean {
  const sum = [...rollout].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return now % (HOUR / 2) < (1 + (sum % 4)) * MINUTE;
}

/** When messages were sent in the last minute with one more now, or undefined where a channel takes no more. Times in epoch ms. */
export function withOneMore(sent: readonly number[], aMinute: number, now: number): number[] | undefined {
  const minute = sent.filter((at) => now - at < MINUTE);
  return minute.length < aMinute ? [...minute, now] : undefined;
}
