import { howMany } from '../../values/how-many.ts';
import { iso } from '../../values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';

/** When the digest is told, UTC: a minute at which little else is. A rule of the bus sends it. */
export const DIGEST_AT = { hour: 7, minute: 10 } as const;

/** What happens in the last minutes before it waits for the next day, so that none is written while it is read. */
const MARGIN = 40 * MINUTE;
/** When a day's digest ends, after the beginning of the day. */
const ENDS = DIGEST_AT.hour * HOUR + DIGEST_AT.minute * MINUTE - MARGIN;
/** So many are told one by one. */
const NAMED = 20;

/** Something that went well, and the day (`2026-11-30`) of the digest that has to tell it. */
export interface Well {
  readonly day: string;
  readonly text: string;
}

/** The day of the digest in which it is told what went well at a time (epoch ms). */
export const digestDay = (now: number): string => iso(now + DAY - ENDS).slice(0, 10);

/**
 * The lines of a day's digest: with what belongs to days before, whose digest did not come, and the time from which on that all is.
 * Undefined where there is nothing to tell.
 */
export function digestLines(all: readonly Well[], day: string): readonly string[] | undefined {
  const due = all.filter((one) => one.day <= day);
  if (due.length === 0) return undefined;
  const late = due.filter((one) => one.day < day);
  const missed = [...new Set(late.map((one) => one.day))].sort();
  const more = due.length - NAMED;
  return [
    `${howMany(due.length, 'thing')} went well from ${endOf(missed[0] ?? day, -DAY)} to ${endOf(day)} UTC:`,
    ...(late.length > 0 ? [`${late.length} of them late: no digest came on ${missed.join(', ')}`] : []),
    ...due.slice(0, NAMED).map(({ text }) => text),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** When a day's digest ends, with so much more time (ms), as in `2026-11-30 06:30`. */
const endOf = (day: string, more = 0): string =>
  iso(Date.parse(day) + ENDS + more)
    .slice(0, 16)
    .replace('T', ' ');
