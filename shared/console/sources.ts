import type { Fleets } from '../fleet/fleet.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import type { CalendarView } from '../page/calendar.ts';
import type { For } from '../page/given.ts';
import type { Page } from '../page/shell.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import type { Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import type { Site } from '../terms/site.ts';
import { DAY } from '../values/time/units.ts';
import type { Here } from '../words/command-text.ts';

/** What the pages are made from. */
export interface Sources {
  readonly table: FleetTable;
  readonly ledger: Table;
  /** Of fleets.yml. */
  readonly fleets: Fleets;
  /** What surveys are made of. */
  readonly places: readonly PlaceId[];
  readonly here: Here;
  /** By which the intents of requests are read. */
  readonly site: Site;
  /** Those that requests may be of. */
  operations(): Promise<readonly Operation[]>;
  /** Epoch ms. */
  now(): number;
  /** What is known of windows, freezes and schedules of the weeks from a time (epoch ms) on. Throws `Misconfigured`. */
  agenda(now: number): CalendarView | Promise<CalendarView>;
  /** What these pages do not tell, in a sentence. */
  readonly unread?: string;
}

/** Makes a page; `id` is what the path names. Undefined where there is none. Throws `PlatformUnavailable`, `Misconfigured`. */
export type View = (
  sources: Sources,
  given: For,
  query: URLSearchParams,
  id: string,
) => Promise<Page | undefined>;

/** So far a calendar looks ahead. */
export const WEEKS = 28 * DAY;
