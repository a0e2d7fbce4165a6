import { hashOfCalendar } from '../infra/calendar/bundle-calendar.ts';
import { calendarOf } from '../infra/calendar/calendar-of.ts';
import type { Calendar } from '../shared/calendar/calendar.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { fromFiles } from './from-files.ts';
import { localFolder } from './local-folder.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The calendar as calendar.yml and calendar.<stage>.yml in the product's folder, or another, have it. Says so where the stage runs
 * another. Throws `BadUsage` with a line for everything that is wrong in it.
 */
export function localCalendar(
  { STAGE, CALENDAR_HASH, deployed }: Settings,
  { say }: Pick<Terminal, 'say'>,
  folder = localFolder(),
): Calendar {
  const calendar = fromFiles(() => calendarOf(STAGE, { now: Date.now(), ...(folder && { folder }) }));
  if (deployed && hashOfCalendar(calendar) !== (CALENDAR_HASH ?? '')) {
    say(
      `stage ${STAGE}: its functions have another calendar than calendar.yml in this folder; what follows is by that of this folder\n`,
    );
  }
  return calendar;
}
