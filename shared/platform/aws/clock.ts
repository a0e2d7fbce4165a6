import { MINUTE } from '../../values/time/units.ts';

// AWS refuses a signature whose time is more than five minutes off.
const TOLERATED_MS = 5 * MINUTE;

let ahead = 0;

/** AWS's time as far as we know it, for signing. */
export const awsTime = (): Date => new Date(Date.now() + ahead);

/** Learns AWS's time from the `date` header of a reply; true when ours was too far off to be believed. */
export function learnTime(date: unknown): boolean {
  const theirs = Date.parse(String(date));
  if (Number.isNaN(theirs) || Math.abs(theirs - awsTime().getTime()) < TOLERATED_MS) return false;
  ahead = theirs - Date.now();
  return true;
}
