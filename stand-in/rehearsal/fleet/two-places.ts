import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalog } from '../../../functions/catalog.ts';
import { bundleFleets, hashOfFleets } from '../../../infra/fleets/bundle-fleets.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import { type FleetReport, fleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import { placesOf, surveysOf } from '../../../shared/fleet/places.ts';
import { type Kept, readKept } from '../../../shared/fleet/survey/kept.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { makeFleet } from '../../cloud/made-fleet.ts';
import { type LambdaFunction, startLambda } from '../../platform/lambda.ts';
import { asOperator } from '../as-operator.ts';
import { copyBundle } from '../copied-bundle.ts';
import { type Deployment, readDeployments } from '../deployments.ts';
import { openPlaces, PLACES } from '../places.ts';
import type { Stage, StageOptions } from '../stage.ts';

/** How many instances are in the two places together. */
const INSTANCES = 120;

const FLEETS = `monthly:
  select: { places: ${JSON.stringify(PLACES)}, tags: { env: '*' } }
  take:
    schedule-hotfix-upgrade: { min_age: PT0S, never: ['3.208.0.7'] }
    upgrade-proxy-version: { min_age: PT0S }
    patch-databases: { min_age: PT0S }
  approval: { by: ['queue:AROAEXAMPLELEAD0001:*'] }
  waves: { test: { tags: { env: test } }, others: { rest: true } }
  windows: [own]
`;
// At the fastest pace a run of a minute reads far more than there is.
const MOST_RUNS = 20;
// A machine that is busy is no cloud that is slow.
const PATIENT = { HW_TIMEOUT_MS: '15000' };
// After that what a killed run held is free.
const BETWEEN_RUNS_MS = 3 * MINUTE;

/** Two places as the survey left them, and what a report says of them. */
export interface SurveyedPlaces {
  readonly kept: readonly Kept[];
  readonly report: FleetReport;
  /** What the function printed, a line a run. */
  readonly lines: readonly string[];
}

/** `environment` changes what the function is given, `dist` which bundle it is; `strike` hears of each run, which it may kill. */
interface SurveyOptions extends Pick<StageOptions, 'dist' | 'environment'> {
  strike?(run: number, survey: LambdaFunction): void;
}

/**
 * Fills two places of the cloud, and lets the survey function read them until it has read them whole: run by run, each in a process
 * of its own whose clock is minutes later.
 */
export async function surveyTwoPlaces(
  stage: Stage,
  { dist, environment = {}, strike }: SurveyOptions = {},
): Promise<SurveyedPlaces> {
  fillPlaces(stage);
  const deployment = (await readDeployments(dist)).find(({ name }) => name === 'survey-fleet');
  if (!deployment) throw new Error('there is no function survey-fleet');
  const fleets = compileFleets([{ name: 'fleets.yml', text: FLEETS }], {
    operations: catalog,
    now: Date.now(),
  });
  const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  try {
    const deployed = withFleets(deployment, folder, fleets);
    const variables = { ...PATIENT, FLEETS_HASH: hashOfFleets(fleets), ...environment };
    const surveys = surveysOf(placesOf(fleets, {}));
    const lines: string[] = [];
    for (let run = 0; run < MOST_RUNS; run += 1) {
      const survey = startSurvey(stage, deployed, variables, run * BETWEEN_RUNS_MS);
      strike?.(run, survey);
      lines.push(...(await runOnce(survey, strike !== undefined)));
      const table = openFleetTable(stage.ledger.fleetTable);
      const kept = await asOperator(stage, () => readKept(table, surveys));
      if (kept.every(({ head }) => head?.complete)) {
        const now = Date.now() + run * BETWEEN_RUNS_MS;
        return { kept, report: fleetReport(kept, fleets, now), lines };
      }
    }
    throw new Error(`no end of the survey: ${lines.at(-1)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fillPlaces({ cloud: { state } }: Stage): void {
  openPlaces(state);
  const project_ids = PLACES.map(({ project }) => project);
  makeFleet(state, { seed: 'rehearsal', count: INSTANCES, project_ids });
}

/** A copy of the bundle with fleets beside it, as packaging puts them there. */
function withFleets(
  deployment: Deployment,
  folder: string,
  fleets: Parameters<typeof bundleFleets>[0],
): Deployment {
  const copy = copyBundle(deployment, folder);
  bundleFleets(fleets, pathToFileURL(`${folder}/`));
  return copy;
}

function startSurvey(
  stage: Stage,
  deployment: Deployment,
  environment: Readonly<Record<string, string>>,
  clockOffsetMs: number,
): LambdaFunction {
  const { name, bundle, timeoutMs, memoryMb } = deployment;
  return startLambda({
    name,
    bundle,
    timeoutMs,
    memoryMb,
    concurrency: 1,
    clockOffsetMs,
    environment: {
      ...stage.environment,
      READS_A_MINUTE: '6000',
      ...environment,
      AWS_SDK_UA_APP_ID: name,
    },
  });
}

/** The one line of a run; none of one that was killed, where that may be. */
async function runOnce(survey: LambdaFunction, mayBeKilled: boolean): Promise<string[]> {
  const { ok, end, logs, error } = await survey
    .invoke({ 'detail-type': 'Scheduled Event', detail: {} })
    .finally(survey.close);
  if (mayBeKilled && end === 'killed') return [];
  if (ok && logs.length === 1) return logs;
  throw new Error(`the survey failed: ${JSON.stringify({ end, error, logs })}`);
}
