import { openingIn } from './agenda.ts';
import type { Calendar } from './calendar.ts';
import { type Site, windowsIn } from './in-place.ts';
import type { Opening } from './opening.ts';

/** Whether work may start at a site now, by any window. */
export interface SiteNow {
  readonly site: Site;
  /** Whether the calendar has a window there. */
  readonly hasWindow: boolean;
  readonly opening: Opening;
}

/** Whether work may start at each of these sites at a time (epoch ms). */
export function standingAt(calendar: Calendar, sites: readonly Site[], at: number): SiteNow[] {
  const names = Object.keys(calendar.windows);
  return sites.map((site) => ({
    site,
    hasWindow: windowsIn(calendar, names, site.region).length > 0,
    opening: openingIn(calendar, names, site, at),
  }));
}
