import { toldOfCalendar } from '../infra/calendar/calendar-of.ts';
import type { Schedule } from '../infra/schedules/check-schedule.ts';
import { schedulesOf } from '../infra/schedules/schedules-of.ts';
import { workSites } from '../infra/stage/work-sites.ts';
import type { Calendar } from '../shared/calendar/calendar.ts';
import type { Site } from '../shared/calendar/in-place.ts';
import { unzonedIn } from '../shared/calendar/problems.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { BadUsage } from './command.ts';
import { fromFiles } from './from-files.ts';
import { localCalendar } from './local-calendar.ts';
import { localFleets } from './local-fleets.ts';
import { localFolder } from './local-folder.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What the files of this folder say of when a stage works, and where. */
export interface CalendarStage {
  readonly calendar: Calendar;
  readonly schedules: readonly Schedule[];
  readonly sites: readonly Site[];
}

/**
 * Reads calendar, fleets and schedules of a stage at `now` (epoch ms), and tells where the stage runs others; `more` is where else it is at work. Throws `BadUsage` with a line for
 * everything that is wrong in them, and where the calendar says `of-region` and none of the zones of these regions is known.
 */
export function calendarStage(
  settings: Settings,
  terminal: Pick<Terminal, 'say'>,
  { now, more }: { readonly now: number; readonly more: readonly Site[] },
): CalendarStage {
  const calendar = localCalendar(settings, terminal);
  const folder = localFolder();
  const schedules = fromFiles(() =>
    schedulesOf(settings.STAGE, settings, { now, calendar, ...(folder && { folder }) }),
  );
  const sites = workSites(
    localFleets(settings, terminal),
    [...schedules.map(({ work }) => work), ...more],
    settings.place,
  );
  const unzoned = unzonedIn(calendar, [...new Set(sites.map(({ region }) => region))]);
  if (unzoned.length > 0) throw new BadUsage(toldOfCalendar(unzoned, settings.STAGE).join('\n'));
  return { calendar, schedules, sites };
}
