import type { Interval } from '../calendar/interval.ts';
import { zoneOf } from '../calendar/region-zone.ts';
import { localTimeAt } from '../values/time/clocks.ts';
import { iso } from '../values/time/instant.ts';

const minutes = (at: number) => iso(at).slice(0, 16).replace('T', ' ');

/** From one time to another as clocks show them in a region and in UTC, each date once. */
export function bothTimesOf({ from, to }: Interval, region: string): string {
  const zone = zoneOf(region);
  const inUtc = [minutes(from), minutes(to)] as const;
  if (zone === undefined) return `${spanned(inUtc, '')} UTC`;
  const local = [minutes(localTimeAt(from, zone)), minutes(localTimeAt(to, zone))] as const;
  return `${spanned(local, '')} in ${cityOf(zone)}, ${spanned(inUtc, local[0].slice(0, 10))} UTC`;
}

/** `known` is the date that stands there already. */
function spanned([from, to]: readonly [string, string], known: string): string {
  const day = from.slice(0, 10);
  return `${day === known ? from.slice(11) : from} to ${to.startsWith(day) ? to.slice(11) : to}`;
}

const cityOf = (zone: string) => zone.split('/').at(-1)?.replaceAll('_', ' ');

/** A time as clocks show it in a region and in UTC, `2026-11-21 15:00 in Istanbul, 12:00 UTC`; in UTC alone where its zone is not known. */
export function bothTimes(at: number, region: string): string {
  const zone = zoneOf(region);
  const inUtc = minutes(at);
  if (zone === undefined) return `${inUtc} UTC`;
  const local = minutes(localTimeAt(at, zone));
  const sameDay = local.slice(0, 10) === inUtc.slice(0, 10);
  return `${local} in ${cityOf(zone)}, ${sameDay ? inUtc.slice(11) : inUtc} UTC`;
}
