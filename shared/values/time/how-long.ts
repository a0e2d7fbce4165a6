import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

/** A length of time, in ms, in one unit, as in `52 s`, `12 min`, `3 h`, `2 d`. */
export function howLong(ms: number): string {
  const [size, unit] =
    ms < 100 * SECOND
      ? [SECOND, 's']
      : ms < 100 * MINUTE
        ? [MINUTE, 'min']
        : ms < 48 * HOUR
          ? [HOUR, 'h']
          : [DAY, 'd'];
  return `${Math.max(0, Math.round(ms / size))} ${unit}`;
}

/** When something is due, seen from `now`; both epoch ms. */
export const dueIn = (at: number, now: number): string => (at > now ? `in ${howLong(at - now)}` : 'now');
