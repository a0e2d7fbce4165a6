import { bundleCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import { calendarOf } from '../../../infra/calendar/calendar-of.ts';
import { bundleFleets } from '../../../infra/fleets/bundle-fleets.ts';
import { fleetsOf } from '../../../infra/fleets/fleets-of.ts';
import { succeeds } from '../../terminal/run-command.ts';

/** What is packaged, and for which region of AWS, else for that of serverless.yml. */
export interface Place {
  readonly stage: string;
  readonly region: string | undefined;
}

/** What osls is told of the place to deploy to. */
export const placeOf = ({ stage, region }: Place): string[] => [
  '--stage',
  stage,
  ...(region ? ['--region', region] : []),
];

/** Builds the functions; whether that went well. */
export const buildFunctions = (): Promise<boolean> => succeeds(process.execPath, ['build.mjs']);

/**
 * Packages what was built, fleets and calendar with it, for a stage that was checked before, its ledger `guarded` against deletion or not yet; whether
 * that went well.
 */
export function packageStage(options: Place, { guarded = true } = {}): Promise<boolean> {
  const at = { now: Date.now() };
  const calendar = calendarOf(options.stage, at);
  bundleCalendar(calendar);
  bundleFleets(fleetsOf(options.stage, calendar, at));
  return succeeds('osls', ['package', ...placeOf(options), ...(guarded ? [] : ['--param=ledger-guard=off'])]);
}
