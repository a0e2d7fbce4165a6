import type { Calendar } from '../../shared/calendar/calendar.ts';
import { stageFiles } from '../stage/stage-files.ts';
import { compileCalendar } from './compile-calendar.ts';

/**
 * The calendar of a stage out of calendar.yml and calendar.<stage>.yml in the folder, checked at `now` (epoch ms). Throws
 * `Undeployable`.
 */
export const calendarOf = (stage: string, { now, folder }: { now: number; folder?: URL }): Calendar =>
  compileCalendar(stageFiles('calendar', stage, folder), now);
