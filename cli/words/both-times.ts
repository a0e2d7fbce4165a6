import { zoneOf } from '../../shared/calendar/region-zone.ts';
import { localTimeAt } from '../../shared/values/time/clocks.ts';
import { iso } from '../../shared/values/time/instant.ts';

const minutes = (at: number) => iso(at).slice(0, 16).replace('T', ' ');

/** A time as clocks show it in a region and in UTC, `2026-11-21 15:00 in Istanbul, 12:00 UTC`; in UTC alone where its zone is not known. */
export function bothTimes(at: number, region: string): string {
  const zone = zoneOf(region);
  const inUtc = minutes(at);
  if (zone === undefined) return `${inUtc} UTC`;
  const local = minutes(localTimeAt(at, zone));
  const sameDay = local.slice(0, 10) === inUtc.slice(0, 10);
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ');
  return `${local} in ${city}, ${sameDay ? inUtc.slice(11) : inUtc} UTC`;
}
