import { MINUTE } from './units.ts';

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?([Zz]|([+-])(\d\d):?(\d\d))$/;

/** A point in time: epoch milliseconds (whole seconds) and the offset it was written with, in minutes. */
export interface Instant {
  readonly at: number;
  readonly offset: number;
}

/**
 * Reads RFC 3339 and the vendor's `2023-06-06T01:47:20+0800` by hand, since `Date` knows the latter only by luck.
 * Fractions of a second are dropped. Returns undefined for anything else, also for a day that does not exist.
 */
export function parseInstant(text: string): Instant | undefined {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59) return undefined;
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (year < 1970 || local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return { at: local.getTime() - offset * MINUTE, offset: offset === 0 ? 0 : offset };
}

/** What RFC 3339 knows and `parseInstant` does not take, by its name; undefined when a text is nothing of the kind. */
export function instantNotTaken(text: string): string | undefined {
  return INSTANT.exec(text)?.[6] === '60'
    ? 'leap seconds are not taken: write second 59, or the minute after it'
    : undefined;
}

/** Writes the vendor's form, `yyyy-mm-ddThh:mm:ss+hhmm`, the offset without a colon (contract §3). */
export function vendorTime({ at, offset }: Instant): string {
  const local = new Date(at + offset * MINUTE).toISOString().slice(0, 19);
  const minutes = Math.abs(offset);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** Epoch milliseconds as RFC 3339 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString();

/** The same in whole seconds: how people read it, and how an intent takes it. */
export const utc = (at: number): string => `${iso(at).slice(0, 19)}Z`;
