import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

// No number within 400 days has more digits, so that no zeros before it make a text long.
const DURATION =
  /^P(?!$)(?:(\d{1,8})W)?(?:(\d{1,8})D)?(?:T(?!$)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?$/;
const LONGEST = 400 * DAY;
const LONGEST_TEXT = 64;

/** Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds into milliseconds, at most 400 days. */
export function parseDuration(text: string): number | undefined {
  const ms = lengthOf(text);
  return ms !== undefined && ms <= LONGEST ? ms : undefined;
}

/** What ISO 8601 knows and `parseDuration` does not take, by its name; undefined when a text is nothing of the kind. */
export function durationNotTaken(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  if (lengthOf(text) !== undefined) return 'expected a duration of at most 400 days';
  if (/^[+-]P|^P.*[+-]\d/i.test(text)) return 'signs are not taken: a duration counts forward';
  if (!/^P[\dT]/i.test(text)) return undefined;
  if (text !== text.toUpperCase()) return 'expected capital letters in a duration, as in PT2H';
  const [days = '', time = ''] = text.slice(1).split('T');
  if (/\dY/.test(days)) return 'years are not taken: a year has no fixed length';
  if (/\dM/.test(days)) {
    return 'months are not taken: a month has no fixed length (minutes stand after a T, as in PT5M)';
  }
  if (/\d[.,]/.test(text)) return 'fractions are not taken: write a smaller unit, as in PT90M';
  if (/\d{9}/.test(text)) return 'expected at most 8 digits a number in a duration';
  return /\d/.test(days) || /\d/.test(time)
    ? 'expected weeks, days, T, hours, minutes and seconds in this order, as in P1DT12H'
    : undefined;
}

function lengthOf(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (!parts) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((n) => Number(n ?? 0));
  return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}
