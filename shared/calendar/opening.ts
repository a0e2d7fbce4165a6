import { utc } from '../values/time/instant.ts';
import { DAY } from '../values/time/units.ts';
import { type Freeze, readFreeze } from './freeze.ts';
import { holds, type Interval, merged } from './interval.ts';
import { openingAfter, openingsAround, readWindow, type Window } from './window.ts';

/** Whether work may start at an instant. Times in epoch ms. */
export interface Opening {
  readonly open: boolean;
  /** While it is open: when no window is open any more, or a freeze begins. */
  readonly closes?: number | 'never';
  /** While it is not: when it opens next. */
  readonly next?: number | 'never';
  /** Why, in words. */
  readonly because: string;
}

/** What is open without an end for so long is said to close never; nothing is looked for beyond it. */
export const HORIZON = 400 * DAY;

/**
 * Whether work may start at an instant (epoch ms): some window is open and no freeze holds. Openings run from their beginning up
 * to and without their end; those that overlap or touch are one, and freezes are cut out. Throws `RangeError` for a window or
 * freeze that cannot be read, or a zone that the runtime does not know.
 */
export const openingAt = (windows: readonly Window[], freezes: readonly Freeze[], instant: number): Opening =>
  openingAmong(windows, freezes.map(readFreeze), instant);

/** The same where it is known when freezes hold. */
export function openingAmong(
  windows: readonly Window[],
  freezes: readonly Interval[],
  instant: number,
): Opening {
  const read = windows.map(readWindow);
  const frozen = merged(freezes);
  const freezeAt = (at: number) => frozen.find((freeze) => holds(freeze, at));
  const openings = (at: number) =>
    read.flatMap((window) => openingsAround(window, at)).filter((one) => holds(one, at));

  const freeze = freezeAt(instant);
  if (!freeze && openings(instant).length > 0) {
    const begins = frozen.find(({ from }) => from > instant)?.from ?? Number.POSITIVE_INFINITY;
    const limit = Math.max(instant + HORIZON, frozen.at(-1)?.from ?? 0);
    let end = instant;
    while (end < Math.min(begins, limit)) {
      const further = Math.max(...openings(end).map(({ to }) => to));
      if (further <= end) break;
      end = further;
    }
    if (begins <= end)
      return { open: true, closes: begins, because: `open until a freeze begins at ${utc(begins)}` };
    if (end >= limit) return { open: true, closes: 'never', because: 'open without an end' };
    return { open: true, closes: end, because: `open until ${utc(end)}` };
  }

  const why = freeze ? `frozen until ${utc(freeze.to)}` : 'no window is open';
  let next = freeze?.to ?? instant;
  for (;;) {
    const until = freezeAt(next);
    if (!until && openings(next).length > 0) {
      return {
        open: false,
        next,
        because: next === freeze?.to ? why : `${why}, the next opens at ${utc(next)}`,
      };
    }
    const after =
      until?.to ??
      Math.min(...read.map((window) => openingAfter(window, next)?.from ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(after)) return { open: false, next: 'never', because: `${why}, and none opens` };
    next = after;
  }
}
