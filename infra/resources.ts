import { catalog } from '../functions/catalog.ts';
import { alarmResources, alarmsOf } from './alarms.ts';
import { dashboardResources } from './dashboard.ts';
import { eventResources } from './events.ts';
import { functionRoles } from './functions.ts';
import { keyResources } from './key.ts';
import { ledgerResources } from './ledger.ts';
import { scheduleRoleId } from './names.ts';
import { peopleResources } from './people.ts';
import { queueResources, timerResources, undeliveredResources } from './queues.ts';
import { scheduleResources } from './schedules/schedule-resources.ts';
import { schedulesOf } from './schedules/schedules-of.ts';
import { secretResources } from './secrets.ts';
import { readSettings } from './settings.ts';

/** Requests a second, and at once, that the webhook takes: far more than people order, far less than a flood. */
const THROTTLING = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 };

/** The stage's name is part of names that AWS limits to 64 characters, as of the longest function. */
const STAGE = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * What osls cannot say, or not for every operation of the catalogue. Throws for schedules and settings that must not be
 * deployed, and for the stage `local`, which takes plain secrets and works without a ledger.
 */
export function resources(stage = 'dev') {
  if (stage === 'local') throw new Error('the stage local is for this machine: deploy under another name');
  if (!STAGE.test(stage)) {
    throw new Error(`stage ${stage}: expected 1 to 20 lower-case letters, digits and dashes, a letter first`);
  }
  const { PEOPLE_EMAIL, QUEUE_WRITERS } = readSettings(process.env);
  const schedules = schedulesOf(stage);
  const schedulers = Object.fromEntries(
    schedules.map(({ operation }) => [operation, scheduleRoleId(operation)]),
  );
  const alarms = alarmsOf(catalog, stage, schedules.length > 0);
  return {
    Resources: {
      ...keyResources(stage),
      ...ledgerResources(stage),
      ...secretResources(stage),
      ...queueResources(catalog, stage, QUEUE_WRITERS, schedulers),
      ...undeliveredResources(stage),
      ...timerResources(catalog),
      ...eventResources(stage),
      ...peopleResources(stage, PEOPLE_EMAIL),
      ...functionRoles(catalog),
      ...scheduleResources(schedules, stage),
      ...alarmResources(alarms, stage),
      ...dashboardResources(catalog, stage),
    },
    extensions: {
      HttpApiStage: {
        Properties: { DefaultRouteSettings: { DetailedMetricsEnabled: true, ...THROTTLING } },
      },
    },
  };
}
