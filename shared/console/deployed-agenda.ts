import { bundledCalendar } from '../calendar/bundled.ts';
import { spansAt } from '../calendar/item.ts';
import { standingAt } from '../calendar/site-now.ts';
import type { Fleets } from '../fleet/fleet.ts';
import { placesOf } from '../fleet/places.ts';
import type { CalendarView } from '../page/calendar.ts';
import type { Settings } from '../settings/settings.ts';
import { WEEKS } from './sources.ts';

const NO_CALENDAR = { windows: {}, freezes: {}, never_together: [] };

/** The windows and freezes that a stage was deployed with, from a time (epoch ms) on. Throws `Misconfigured`. */
export async function deployedAgenda(fleets: Fleets, settings: Settings, now: number): Promise<CalendarView> {
  const calendar = (await bundledCalendar(settings)) ?? NO_CALENDAR;
  const sites = placesOf(fleets, settings.place);
  const until = now + WEEKS;
  const items = sites
    .flatMap((site) => spansAt(calendar, site, now, until))
    .toSorted((one, other) => one.from - other.from);
  return { sites: standingAt(calendar, sites, now), items, now, until, deployed: true };
}
