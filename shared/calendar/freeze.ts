import type { Interval } from './interval.ts';
import { firstAt, lastAt } from './local.ts';

/** When nothing starts, on the clocks of a zone: `from` and `to` are local, `YYYY-MM-DDTHH:MM`. */
export interface Freeze {
  readonly from: string;
  readonly to: string;
  /** A name of the tz database. */
  readonly time_zone: string;
}

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** When a freeze holds: from the first moment that its clocks show to the last. Throws `RangeError` where it never does. */
export function readFreeze({ from, to, time_zone: zone }: Freeze): Interval {
  const read = { from: firstAt(localOf('from', from), zone), to: lastAt(localOf('to', to), zone) };
  if (read.from >= read.to) throw new RangeError(`to: expected a time after ${from}, got ${to}`);
  return read;
}

function localOf(field: string, text: string): number {
  const local = LOCAL.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // A date that does not exist, such as February 30, is read as another.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(text)) {
    throw new RangeError(`${field}: expected a local time such as 2026-12-18T18:00, got ${text}`);
  }
  return local;
}
