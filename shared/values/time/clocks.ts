import { DAY, SECOND } from './units.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What clocks in a zone show at an instant (epoch ms), written as the epoch ms at which clocks in UTC show the same: a local
 * time. Throws `RangeError` for a zone that the runtime does not know.
 */
export const localTimeAt = (at: number, zone: string): number => at + offsetAt(at, zone);

/** How far the clocks of a zone are ahead of UTC at an instant (epoch ms), in ms. */
export function offsetAt(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const day = Math.floor(at / DAY);
  const [start, end] = [offsetOn(day, zone), offsetOn(day + 1, zone)];
  // Clocks are put forward or back once a day at most.
  return start === end ? start : askedOffset(at, zone);
}

/** By zone and day, with what it began: to ask the runtime costs 20 µs, and a calendar of some weeks asks ten thousand times. */
const offsets = new Map<string, Map<number, number>>();
const MOST_DAYS = 5000;

function offsetOn(day: number, zone: string): number {
  const own = offsets.get(zone) ?? new Map<number, number>();
  const known = own.get(day);
  if (known !== undefined) return known;
  const offset = askedOffset(day * DAY, zone);
  if (own.size >= MOST_DAYS) own.clear();
  offsets.set(zone, own.set(day, offset));
  return offset;
}

function askedOffset(at: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / SECOND) * SECOND;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}
