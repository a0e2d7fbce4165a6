import { durationNotTaken, parseDuration } from './duration.ts';
import { type Instant, instantNotTaken, parseInstant } from './instant.ts';
import { SECOND } from './units.ts';

/** Reads a point in time, or a duration that counts from `from` (epoch ms). */
export function parseWhen(text: string, from: number): Instant | undefined {
  const duration = parseDuration(text);
  return duration === undefined
    ? parseInstant(text)
    : { at: Math.floor((from + duration) / SECOND) * SECOND, offset: 0 };
}

/** What is wrong with a text that should be either; `expected` says so where the text is no known form of one. */
export const faultInWhen = (text: string, expected: string): string | undefined =>
  parseWhen(text, 0) === undefined
    ? (durationNotTaken(text) ?? instantNotTaken(text) ?? expected)
    : undefined;
