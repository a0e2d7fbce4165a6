import { DAY } from '../values/time/units.ts';
import type { Fit } from './fit.ts';
import { between, common, type Interval, merged } from './interval.ts';
import { HORIZON } from './opening.ts';
import { openingsWithin, readWindow, type Window } from './window.ts';

/** What some windows leave open from an instant up to and without another (epoch ms), whatever is frozen. Throws `RangeError` as `readWindow` does. */
export const openingsBetween = (windows: readonly Window[], from: number, to: number): Interval[] =>
  common(merged(windows.flatMap((window) => openingsWithin(readWindow(window), from, to))), [{ from, to }]);

/** The parts of openings in which nothing is frozen, from an instant up to and without another. */
export const unfrozen = (
  openings: readonly Interval[],
  freezes: readonly Interval[],
  from: number,
  to: number,
): Interval[] => common(openings, between(merged(freezes), from, to));

/** So much is looked at in one go. */
const STRIDE = 32 * DAY;

/**
 * When work of a length (ms) fits first from an instant on, and the end of the opening; undefined where it does not for `HORIZON`.
 * What is open for so long is said to close never.
 */
export type FirstFit = (from: number, lasts: number) => Fit | undefined;

/** Remembers what is open from an instant on, as far as somebody has asked: `openIn` tells what is, from one instant up to another. */
export function openTimeline(openIn: (from: number, to: number) => Interval[], begins: number): FirstFit {
  const known: Interval[] = [];
  let until = begins;
  const extend = () => {
    const [first, ...rest] = openIn(until, until + STRIDE);
    const last = known.at(-1);
    if (first && last?.to === first.from) known[known.length - 1] = { from: last.from, to: first.to };
    else if (first) known.push(first);
    known.push(...rest);
    until += STRIDE;
  };
  return (from, lasts) => {
    while (until <= from) extend();
    for (let index = indexAfter(known, from); ; ) {
      const one = known[index];
      const at = Math.max(from, one?.from ?? until);
      if (at > from + HORIZON) return undefined;
      if (one && one.to - at >= HORIZON) return { at, closes: 'never' };
      if (!one || one.to === until) extend();
      else if (at + lasts <= one.to) return { at, closes: one.to };
      else index += 1;
    }
  };
}

/** The place of the first interval that ends after an instant. */
function indexAfter(intervals: readonly Interval[], at: number): number {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((intervals[middle]?.to ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
