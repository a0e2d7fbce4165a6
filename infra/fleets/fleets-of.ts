import { catalog } from '../../functions/catalog.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { stageFiles } from '../stage/stage-files.ts';
import { compileFleets } from './compile-fleets.ts';

/**
 * The fleets of a stage out of fleets.yml and fleets.<stage>.yml in the folder, checked at `now` (epoch ms) and against the
 * calendar, where that could be read. Throws `Undeployable`.
 */
export const fleetsOf = (
  stage: string,
  calendar: Calendar | undefined,
  { now, folder }: { now: number; folder?: URL },
): Fleets =>
  compileFleets(stageFiles('fleets', stage, folder), {
    operations: catalog,
    now,
    windows: calendar && Object.keys(calendar.windows),
  });
