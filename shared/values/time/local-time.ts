import { offsetAt } from './clocks.ts';
import { HOUR, SECOND } from './units.ts';

// No zone has been further from UTC since 1970.
const FURTHEST = 16 * HOUR;

/** Local times that a zone's clocks leave out: they jump from `from` to `to` at the instant `at` (epoch ms). */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/**
 * The instants (epoch ms, in order) at which clocks in a zone show a local time (as `localTimeAt` writes it): one, two where
 * they show it twice, none where they leave it out.
 */
export function instantsOf(local: number, zone: string): number[] {
  const [before, after] = [offsetAt(local - FURTHEST, zone), offsetAt(local + FURTHEST, zone)];
  return (before === after ? [before] : [before, after])
    .map((offset) => local - offset)
    .filter((at) => at + offsetAt(at, zone) === local)
    .sort((one, other) => one - other);
}

/** The gap in which a local time lies; undefined for one that clocks in the zone show. */
export function gapAround(local: number, zone: string): Gap | undefined {
  if (instantsOf(local, zone).length > 0) return undefined;
  let [before, after] = [local - FURTHEST, local + FURTHEST].map((at) => Math.floor(at / SECOND)) as [
    number,
    number,
  ];
  const offset = (second: number) => offsetAt(second * SECOND, zone);
  const [from, to] = [offset(before), offset(after)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offset(middle) === from) before = middle;
    else after = middle;
  }
  const at = after * SECOND;
  return { at, from: at + from, to: at + to };
}
