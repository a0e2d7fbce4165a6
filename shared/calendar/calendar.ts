import type { Freeze } from './freeze.ts';
import type { Window } from './window.ts';

/** In place of a time zone: that of the region where the work is. */
export const OF_REGION = 'of-region';

/** Where an entry holds: in these regions, in all where none are named. */
interface Where {
  readonly regions?: readonly string[] | undefined;
}

/** A window of calendar.yml. Its time zone may be `OF_REGION`. */
export interface CalendarWindow extends Window, Where {}

/** A freeze of calendar.yml, once or again and again. Its time zone may be `OF_REGION`. */
export type CalendarFreeze = Where & {
  /** In these projects; in all where none are named. */
  readonly projects?: readonly string[] | undefined;
  readonly because: string;
} & (Freeze | Recurring);

/** What begins at every run of a cron expression, `cron(…)`, and lasts for a duration. */
export interface Recurring {
  readonly cron: string;
  readonly for: string;
  readonly time_zone: string;
}

/** `calendar.yml` as it was checked, with every default in its place. */
export interface Calendar {
  readonly windows: Readonly<Record<string, CalendarWindow>>;
  readonly freezes: Readonly<Record<string, CalendarFreeze>>;
  /** Tags, `tag:<key>`: two instances with the same value are never at work together. */
  readonly never_together: readonly string[];
  /** The last day, `YYYY-MM-DD`, for which somebody has looked through it. */
  readonly reviewed_until?: string | undefined;
}
