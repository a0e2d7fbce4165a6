import { catalog } from '../functions/catalog.ts';
import { alarmResources, alarmsOf } from './aws/alarms.ts';
import { consoleOutputs, consoleResources } from './aws/console.ts';
import { dashboardResources } from './aws/dashboard.ts';
import { eventResources } from './aws/events.ts';
import { fleetResources } from './aws/fleet.ts';
import { functionRoles } from './aws/functions.ts';
import { keyResources } from './aws/key.ts';
import { ledgerResources } from './aws/ledger.ts';
import { scheduleRoleId } from './aws/names.ts';
import { peopleResources } from './aws/people.ts';
import { queueResources, timerResources, undeliveredResources } from './aws/queues.ts';
import { secretResources } from './aws/secrets.ts';
import { scheduleResources } from './schedules/schedule-resources.ts';
import { readStage } from './stage/read-stage.ts';

/** Requests a second, and at once, that the webhook takes: far more than people order, far less than a flood. */
const THROTTLING = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 };

/**
 * What osls cannot say, or not for every operation of the catalogue. Throws `Undeployable`; `deploys`: also for what may be
 * missing from a package that nobody deploys; `guarded`: whether nobody may delete the ledger, which has to stand for that.
 */
export function resources(stage = 'dev', { deploys = false, guarded = true } = {}) {
  const { stack, schedules, settings } = readStage(stage, process.env, { deploys });
  const { PEOPLE_EMAIL, QUEUE_WRITERS, console } = stack;
  const schedulers = Object.fromEntries(
    schedules.map(({ operation }) => [operation, scheduleRoleId(operation)]),
  );
  const alarms = alarmsOf(catalog, stage, {
    scheduled: schedules.length > 0,
    surveyEvery: settings.SURVEY_EVERY,
    hosted: console !== undefined,
  });
  return {
    Resources: {
      ...keyResources(stage),
      ...ledgerResources(stage, { guarded }),
      ...fleetResources(stage),
      ...secretResources(stage),
      ...queueResources(catalog, stage, QUEUE_WRITERS, schedulers),
      ...undeliveredResources(stage),
      ...timerResources(catalog),
      ...eventResources(stage),
      ...peopleResources(stage, PEOPLE_EMAIL),
      ...functionRoles(catalog),
      ...scheduleResources(schedules, stage),
      ...alarmResources(alarms, stage),
      ...dashboardResources(catalog, stage, { hosted: console !== undefined }),
      ...(console && consoleResources(stage, console)),
    },
    ...(console && { Outputs: consoleOutputs }),
    extensions: {
      // Under this prefix one rule of the account's resource policy for CloudWatch Logs, which takes 5,120 characters, serves
      // every log; elsewhere each API adds one. What a stack had under its old name stays until its lines expire.
      HttpApiLogGroup: {
        UpdateReplacePolicy: 'Retain',
        Properties: { LogGroupName: `/aws/vendedlogs/http-api/db-upkeep-${stage}` },
      },
      HttpApiStage: {
        Properties: { DefaultRouteSettings: { DetailedMetricsEnabled: true, ...THROTTLING } },
      },
    },
  };
}
