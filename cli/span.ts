import { DAY, HOUR, MINUTE, SECOND } from '../shared/values/time/units.ts';

/** A span of ms in one unit, as in `52 s`, `12 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
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
export const dueIn = (at: number, now: number): string => (at > now ? `in ${span(at - now)}` : 'now');

/** A point in time for people: UTC, whole seconds. */
export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
