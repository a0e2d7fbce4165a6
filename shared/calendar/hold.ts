import { parseInstant } from '../values/time/instant.ts';
import { instantsOf } from '../values/time/local-time.ts';
import { DAY } from '../values/time/units.ts';
import { zoneOf } from './region-zone.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
/** No zone's day ends later. */
const LAST_ZONE = 'Etc/GMT+12';

/** When the hold ends that a tag's value asks for in a region, epoch ms: with its date, or at a point in time; undefined for anything else. */
export function endOfHold(text: string, region: string): number | undefined {
  const value = text.trim();
  if (!DATE.test(value)) return parseInstant(value)?.at;
  const day = parseInstant(`${value}T00:00:00Z`)?.at;
  if (day === undefined) return undefined;
  const next = day + DAY;
  const [end] = instantsOf(next, zoneOf(region) ?? LAST_ZONE).slice(-1);
  // A day whose end the clocks leave out is over an hour later at most.
  return end ?? next + DAY;
}
