/** A time zone by its IANA name in the name's own letter case, such as `Europe/Berlin`; never an offset. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    // An alias resolves to another name; the same name in another case would be refused by AWS.
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** The epoch ms at which clocks in the zone show what clocks in UTC show at `wall` (epoch ms). */
export function zonedTime(wall: number, timeZone: string): number {
  // The second step corrects a first one that landed on the other side of a change of the clocks.
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

/** What clocks in the zone show at a time (epoch ms), as the epoch ms at which clocks in UTC show it. */
export const wallTime = (at: number, timeZone: string): number => at + offsetAt(at, timeZone);

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
