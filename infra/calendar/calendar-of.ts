import type { Calendar } from '../../shared/calendar/calendar.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { stageFiles } from '../stage/stage-files.ts';
import { calendarPlaces, compileCalendar } from './compile-calendar.ts';

/**
 * The calendar of a stage out of calendar.yml and calendar.<stage>.yml in the folder, checked at `now` (epoch ms). Throws
 * `Undeployable`.
 */
export const calendarOf = (stage: string, { now, folder }: { now: number; folder?: URL }): Calendar =>
  compileCalendar(stageFiles('calendar', stage, folder), now);

/** Faults of that calendar as `file:line: path: what`. */
export function toldOfCalendar(faults: readonly Fault[], stage: string, folder?: URL): string[] {
  const place = calendarPlaces(stageFiles('calendar', stage, folder));
  return faults.map(({ path, message }) => `${place(path)}: ${path}: ${message}`);
}
