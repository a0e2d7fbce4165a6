import { catalog } from '../../functions/catalog.ts';
import { type Packages, readPackages } from '../../functions/install-kernel-plugin/packages.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import { problemsOf, unzonedIn } from '../../shared/calendar/problems.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { loadSettings, type Settings } from '../../shared/settings/settings.ts';
import { readStackSettings, type StackSettings } from '../aws/stack-settings.ts';
import { hashOfCalendar } from '../calendar/bundle-calendar.ts';
import { calendarOf, toldOfCalendar } from '../calendar/calendar-of.ts';
import { hashOfFleets } from '../fleets/bundle-fleets.ts';
import { fleetsOf } from '../fleets/fleets-of.ts';
import { policyOf } from '../policy/policy-of.ts';
import { unknownFleets } from '../policy/unknown-fleets.ts';
import type { Schedule } from '../schedules/check-schedule.ts';
import { schedulesOf } from '../schedules/schedules-of.ts';
import { scheduleWarnings } from '../schedules/warnings.ts';
import { Undeployable } from '../undeployable.ts';
import { checkEnvironment, OPEN_POLICY } from './check-environment.ts';
import { type Environment, environmentOf } from './environment-of.ts';
import { faultInStageName } from './stage-name.ts';
import { workSites } from './work-sites.ts';

/** A stage as it would be deployed. */
export interface Stage {
  readonly name: string;
  readonly environment: Environment;
  /** What the functions read in that environment. */
  readonly settings: Settings;
  /** What every function needs and nobody set; with any of it missing they refuse everything. */
  readonly missing: readonly string[];
  /** What may be installed. */
  readonly packages: Packages;
  readonly stack: StackSettings;
  readonly schedules: readonly Schedule[];
  readonly fleets: Fleets;
  readonly calendar: Calendar;
  /** What is right and perhaps not meant, a line each. */
  readonly warnings: readonly string[];
}

/** How a stage is read. */
export interface Reading {
  /** At which time, epoch ms. */
  readonly now?: number;
  /** Whether it is going to be deployed, so that nothing may be missing. */
  readonly deploys?: boolean;
  /** Where policy, schedules, fleets and calendar lie, unless in the folder of the product. */
  readonly folder?: URL;
}

/**
 * Reads everything that a stage is made of besides code: its name, the environment `given`, policy, schedules, fleets and
 * calendar. Throws `Undeployable` with every fault of all of them.
 */
export function readStage(
  name: string,
  given: NodeJS.ProcessEnv,
  { now = Date.now(), deploys = false, folder }: Reading = {},
): Stage {
  const faults: string[] = [];
  const taken = <Made>(make: () => Made): Made | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Undeployable)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const misnamed = faultInStageName(name);
  if (misnamed !== undefined) faults.push(misnamed);
  const stage = misnamed === undefined ? name : 'misnamed';

  const stack = taken(() => readStackSettings(given));
  const place = { now, ...(folder && { folder }) };
  const calendar = taken(() => calendarOf(stage, place));
  const policy = taken(() => policyOf(stage, calendar, given, folder)) ?? OPEN_POLICY;
  const fleets = taken(() => fleetsOf(stage, calendar, place));
  const environment = environmentOf(stage, given, policy, {
    fleets: fleets && hashOfFleets(fleets),
    calendar: calendar && hashOfCalendar(calendar),
  });
  const checked = checkEnvironment(environment);
  faults.push(...checked.faults);
  if (deploys) faults.push(...checked.missing.map((variable) => `${variable}: expected in the environment`));
  const mended = loadSettings(checked.mended);
  const schedules = taken(() => schedulesOf(stage, mended, { ...place, calendar }));
  const sites = workSites(
    fleets ?? {},
    (schedules ?? []).map(({ work }) => work),
    mended.place,
  );
  if (calendar) {
    const regions = [...new Set(sites.map(({ region }) => region))];
    faults.push(...toldOfCalendar(unzonedIn(calendar, regions), stage, folder));
  }
  if (faults.length > 0 || !stack || !schedules || !fleets || !calendar)
    throw new Undeployable(`stage ${name}`, faults);
  // Read leniently, since two of the variables may be missing.
  const settings: Settings = { ...loadSettings({ ...environment, STAGE: '' }), STAGE: name, deployed: true };
  return {
    name,
    environment,
    settings,
    missing: checked.missing,
    packages: readPackages(environment.PLUGIN_PACKAGES || '[]').data?.PLUGIN_PACKAGES ?? [],
    stack,
    schedules,
    fleets,
    calendar,
    warnings: [
      ...unknownFleets(settings.POLICY ?? {}, fleets),
      ...toldOfCalendar(problemsOf(calendar, sites, now), stage, folder),
      ...scheduleWarnings(schedules, { catalog, calendar, now }),
    ],
  };
}
