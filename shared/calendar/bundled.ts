import { type Packaged, readPackaged } from '../settings/packaged.ts';
import type { Settings } from '../settings/settings.ts';
import type { Calendar } from './calendar.ts';

/** The file of the calendar beside the functions that read it. */
export const CALENDAR: Packaged = { file: 'calendar.json', hash: 'CALENDAR_HASH' };

/**
 * The calendar that was packaged with this function; undefined where `CALENDAR_HASH` is not set. Throws `Misconfigured` where the
 * file is missing, or is another than the one with that hash.
 */
export const bundledCalendar = async (
  settings: Settings,
  folder = new URL('./', import.meta.url),
): Promise<Calendar | undefined> => (await readPackaged(CALENDAR, settings, folder)) as Calendar | undefined;
