import { catalog } from '../../functions/catalog.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { stageFiles } from '../stage/stage-files.ts';
import type { Schedule } from './check-schedule.ts';
import { compileSchedules } from './compile-schedules.ts';

/**
 * The schedules of a stage out of schedules.yml and schedules.<stage>.yml in the folder, checked at `now` (epoch ms) as
 * functions with these settings will check what they bring. Throws `Undeployable`.
 */
export const schedulesOf = (
  stage: string,
  settings: Settings,
  { now, folder }: { now: number; folder?: URL },
): Schedule[] =>
  compileSchedules(stageFiles('schedules', stage, folder), {
    catalog,
    settings,
    stage,
    now,
  });
