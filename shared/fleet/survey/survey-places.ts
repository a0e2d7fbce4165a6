import type { Credentials } from '../../huawei/credentials.ts';
import { endpointOf } from '../../huawei/endpoints.ts';
import { guardedCredentials } from '../../ledger/locks/guarded-credentials.ts';
import { openLedger } from '../../ledger/store.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import { openFleetTable } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Ended, InvalidIntent, Misconfigured } from '../../terms/errors.ts';
import { atOnce } from '../../values/chunks.ts';
import { isFresh } from '../plan/ready.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import type { BeginAsk } from '../steering/ask.ts';
import type { Obstacle } from './head.ts';
import type { Survey, SurveyHead } from './rows.ts';
import { loginFault, type Ran, runSurvey } from './run-survey.ts';
import { openStore, type StandingHead } from './store.ts';
import type { Plan } from './work.ts';

// Each holds a page of a list in memory.
const AT_ONCE = 8;

/** A survey after a run: what was done of it, or nothing since it was not due. */
export type Surveyed = Ran | { readonly did: 'nothing'; readonly head: SurveyHead };

/** What of a run is not said by the settings. */
export interface Wanted extends Pick<Plan, 'fleets' | 'never_together' | 'offering' | 'remaining'> {
  readonly surveys: readonly Survey[];
  /** Those too that are not due yet. */
  readonly now?: boolean;
  /** For which plans wait: they begin at once, unless something is in their way or what is known of them does for the plan. */
  readonly begins?: readonly BeginAsk[];
  readonly progress?: Plan['progress'];
}

/** What became of every survey, and what went wrong of the service itself, a sentence each. */
export interface Surveyings {
  readonly surveyed: readonly Surveyed[];
  readonly failures: readonly string[];
}

/**
 * Goes on with the surveys that are due until they are complete, no time is left, or the cloud
 * says no. Throws `Misconfigured`, `PlatformUnavailable`.
 */
export async function surveyPlaces(
  settings: Settings,
  { surveys, now: always = false, begins = [], progress = () => {}, ...rest }: Wanted,
): Promise<Surveyings> {
  const { FLEET_TABLE, LEDGER_TABLE } = settings;
  if (!FLEET_TABLE) throw new Misconfigured('the survey needs FLEET_TABLE');
  const table = openFleetTable(FLEET_TABLE);
  const ledger = LEDGER_TABLE ? openLedger(LEDGER_TABLE).table : undefined;
  const plan: Plan = { ...rest, settings, table, ledger, progress };
  const all = await standingOf(table, surveys);
  const isDue = ({ survey, standing }: Standing) =>
    always ||
    !standing ||
    standing.due_at <= Date.now() ||
    (standing.head.stuck === undefined &&
      begins.some((ask) => isOf(ask, survey) && !isFresh(standing.head, ask)));
  const due = all.filter(isDue).sort((one, other) => dueAt(one) - dueAt(other));
  const logins = await loginsFor(due, settings);
  const failures: string[] = [];
  const ran = await atOnce(AT_ONCE, due, async ({ survey, standing }): Promise<Surveyed | undefined> => {
    try {
      const login = logins(survey);
      return await runSurvey(survey, standing, login, plan);
    } catch (error) {
      const { name, message } = error as Error;
      failures.push(error instanceof Ended ? message : `${name}: ${message}`);
      return standing && { did: 'nothing', head: standing.head };
    }
  });
  const idle = all.filter((one) => !due.includes(one));
  const surveyed = [
    ...ran.filter((one) => one !== undefined),
    ...idle.flatMap(({ standing }): Surveyed[] =>
      standing ? [{ did: 'nothing', head: standing.head }] : [],
    ),
  ];
  const said = ran.flatMap((one) => (one && 'failures' in one ? one.failures : []));
  return { surveyed, failures: [...new Set([...failures, ...said])] };
}

const isOf = (one: Survey, other: Survey): boolean =>
  one.service === other.service && one.region === other.region && one.project === other.project;

/** How surveys stand in the table. Throws `PlatformUnavailable`. */
export const standingOf = (table: FleetTable, surveys: readonly Survey[]): Promise<Standing[]> =>
  atOnce(AT_ONCE, surveys, async (survey) => ({ survey, standing: await openStore(table, survey).head() }));

/** A survey, and its head where it has one. */
interface Standing {
  readonly survey: Survey;
  readonly standing: StandingHead | undefined;
}

const dueAt = ({ standing }: Standing): number => standing?.due_at ?? 0;

/**
 * The login for each survey, or what is in its way. Each place is logged into by itself, the next only when the one before was let
 * in: a refused password must not be tried again and again. Throws `Misconfigured`, `PlatformUnavailable`.
 */
async function loginsFor(
  due: readonly Standing[],
  settings: Settings,
): Promise<(survey: Survey) => Credentials | Obstacle> {
  const nameOf = ({ region, project }: PlaceId) => `${region} ${project}`;
  const logins = new Map<string, Credentials | Obstacle>();
  let refused: Obstacle | undefined;
  for (const { survey } of due) {
    if (hostFault(survey, settings) || logins.has(nameOf(survey))) continue;
    const login = refused ?? (await loginFor(survey, settings));
    if ('kind' in login && login.kind === 'credentials') refused = login;
    logins.set(nameOf(survey), login);
  }
  const UNKNOWN: Obstacle = { reason: 'nobody logged in there', kind: 'failed' };
  return (survey) => hostFault(survey, settings) ?? logins.get(nameOf(survey)) ?? UNKNOWN;
}

async function loginFor(
  { region, project: project_id }: PlaceId,
  settings: Settings,
): Promise<Credentials | Obstacle> {
  try {
    const credentials = await guardedCredentials(settings, { region, project_id });
    await credentials.ready();
    return credentials;
  } catch (error) {
    const fault = loginFault(error);
    if (fault) return fault;
    if (error instanceof Misconfigured || !(error instanceof Ended)) throw error;
    return { reason: error.message, kind: 'failed' };
  }
}

/** A region may have no host of one service, and all of another. */
function hostFault({ service, region }: Survey, { place }: Settings): Obstacle | undefined {
  try {
    endpointOf(service, region, place);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidIntent) return { reason: error.message, kind: 'no_host' };
    throw error;
  }
}
