import type { Fault } from '../values/fault.ts';
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

/** What is wrong with a local time such as `2026-12-18T18:00`; a day that does not exist is wrong too. */
export function faultInLocal(text: string): string | undefined {
  const local = LOCAL.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // `Date` reads February 30 as another day.
  const stands = !Number.isNaN(local) && new Date(local).toISOString().startsWith(text);
  return stands ? undefined : 'expected a local time such as 2026-12-18T18:00';
}

/** When a freeze of right local times holds: from the first moment that its clocks show to the last. */
const intervalOf = ({ from, to, time_zone: zone }: Freeze): Interval => ({
  from: firstAt(Date.parse(`${from}Z`), zone),
  to: lastAt(Date.parse(`${to}Z`), zone),
});

/** What is wrong with a freeze, and in which field: one that holds at no moment is wrong too. */
export function faultInFreeze(freeze: Freeze): Fault | undefined {
  for (const path of ['from', 'to'] as const) {
    const message = faultInLocal(freeze[path]);
    if (message !== undefined) return { path, message: `${message}, got ${freeze[path]}` };
  }
  const { from, to } = intervalOf(freeze);
  if (from < to) return undefined;
  return { path: 'to', message: `expected a time after ${freeze.from}, got ${freeze.to}` };
}

/** When a freeze holds. Throws `RangeError` for one that `faultInFreeze` finds wrong. */
export function readFreeze(freeze: Freeze): Interval {
  const fault = faultInFreeze(freeze);
  if (fault) throw new RangeError(`${fault.path}: ${fault.message}`);
  return intervalOf(freeze);
}
