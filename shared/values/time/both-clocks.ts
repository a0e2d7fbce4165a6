import { localTimeAt } from './clocks.ts';
import { iso } from './instant.ts';

const minutes = (at: number) => iso(at).slice(0, 16).replace('T', ' ');

const UTC = 'UTC';

/** From one time to another (epoch ms) as clocks show them in a zone and in UTC, each date once; in UTC alone without a zone. */
export function bothClocksOf({ from, to }: { from: number; to: number }, zone = UTC): string {
  const inUtc = [minutes(from), minutes(to)] as const;
  if (zone === UTC) return `${spanned(inUtc, '')} UTC`;
  const local = [minutes(localTimeAt(from, zone)), minutes(localTimeAt(to, zone))] as const;
  return `${spanned(local, '')} in ${cityOf(zone)}, ${spanned(inUtc, local[0].slice(0, 10))} UTC`;
}

/** `known` is the date that stands there already. */
function spanned([from, to]: readonly [string, string], known: string): string {
  const day = from.slice(0, 10);
  return `${day === known ? from.slice(11) : from} to ${to.startsWith(day) ? to.slice(11) : to}`;
}

const cityOf = (zone: string) => zone.split('/').at(-1)?.replaceAll('_', ' ');

/** A time (epoch ms) as clocks show it in a zone and in UTC, `2026-11-21 15:00 in Istanbul, 12:00 UTC`; in UTC alone without a zone. */
export function bothClocks(at: number, zone = UTC): string {
  const inUtc = minutes(at);
  if (zone === UTC) return `${inUtc} UTC`;
  const local = minutes(localTimeAt(at, zone));
  return `${local} in ${cityOf(zone)}, ${dayIn(at, zone) === inUtc.slice(0, 10) ? inUtc.slice(11) : inUtc} UTC`;
}

/** The date that calendars show at a time (epoch ms) in a zone, `2026-11-21`. */
export const dayIn = (at: number, zone: string): string => iso(localTimeAt(at, zone)).slice(0, 10);
