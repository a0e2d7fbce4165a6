import { catalog } from '../../functions/catalog.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { stageFiles } from '../stage/stage-files.ts';
import type { Schedule } from './check-schedule.ts';
import { compileSchedules } from './compile-schedules.ts';

/**
 * The schedules of a stage out of schedules.yml and schedules.<stage>.yml in the folder, checked at `now` (epoch ms) as
 * functions with these settings and this calendar will check what they bring. Throws `Undeployable`.
 */
export const schedulesOf = (
  stage: string,
  settings: Settings,
  { now, calendar, folder }: { now: number; calendar: Calendar | undefined; folder?: URL },
): Schedule[] =>
  compileSchedules(stageFiles('schedules', stage, folder), {
    catalog,
    settings,
    calendar,
    stage,
    now,
  });
