import { gapAround, instantsOf } from '../values/time/local-time.ts';
import { DAY } from '../values/time/units.ts';

/** The first moment at which clocks in a zone show a local time; where they leave it out, the first moment after the gap. */
export const firstAt = (local: number, zone: string): number =>
  instantsOf(local, zone)[0] ?? gapAround(local, zone)?.at ?? Number.NaN;

/** The same, but the last of the two moments where the clocks show the time twice. */
export const lastAt = (local: number, zone: string): number =>
  instantsOf(local, zone).at(-1) ?? firstAt(local, zone);

/** Whether a zone left out the whole date that begins at a local midnight, as Apia did with December 30, 2011. */
export function isLeftOut(midnight: number, zone: string): boolean {
  const gap = gapAround(midnight, zone);
  return gap !== undefined && gap.to >= midnight + DAY;
}
