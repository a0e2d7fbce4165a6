import { nearestText } from '../nearest-text.ts';
import { ZONE_NAMES } from './zone-names.ts';

/** A time zone by its name in the tz database, letter by letter, such as `Europe/Berlin`, that this runtime knows too. */
export const isZone = (name: string): boolean => ZONE_NAMES.has(name) && isKnown(name);

/** What is wrong with a text that should name a zone, with the right spelling where only letter case is wrong, or what may be meant. */
export function faultInZone(name: string): string | undefined {
  if (isZone(name)) return undefined;
  const meant = [...ZONE_NAMES].find((one) => one.toLowerCase() === name.toLowerCase());
  if (meant && meant !== name) return `expected a time zone as the tz database spells it, ${meant}`;
  const near = name.includes('/') ? nearestText(name, [...ZONE_NAMES]) : '';
  return `expected a time zone of the tz database such as ${near || 'Europe/Berlin'}`;
}

const known = new Map<string, boolean>();

/** A newer release than this runtime's may hold names that it does not know; to ask it costs 0.1 ms. */
function isKnown(zone: string): boolean {
  const before = known.get(zone);
  if (before !== undefined) return before;
  const now = asked(zone);
  known.set(zone, now);
  return now;
}

function asked(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
