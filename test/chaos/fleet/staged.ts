import { pathToFileURL } from 'node:url';
import { bundleCalendar, hashOfCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import { bundleFleets, hashOfFleets } from '../../../infra/fleets/bundle-fleets.ts';
import { HOUR, MINUTE, SECOND } from '../../../shared/values/time/units.ts';
import { localCredentials } from '../../../stand-in/platform/local-credentials.ts';
import { OPERATIONS } from '../intents.ts';
import type { Stage, StagedFleets } from '../stage.ts';
import type { Times } from '../timing.ts';
import { CALENDAR } from './calendar.ts';
import type { LeapingClock } from './clock.ts';
import { PLACES } from './flavours.ts';
import type { MadeFleets } from './made.ts';
import { DECISIONS } from './people.ts';

/** What the cloud's own times of work and lists are multiplied by: the product waits as in production, not as in other runs. */
export const SLOWNESS = 100;

/** The product's own times as in production, but for how long it looks for what is lost; a call may take but a moment. */
export const fleetTimes = (pace: number): Times => ({
  timing: {
    look_for_ms: 15 * MINUTE,
  },
  callMs: 600 * pace,
  functionMs: MINUTE,
  overrunMs: 1500,
  visibilitySeconds: 6 * (MINUTE / SECOND),
  tokenLifetimeMs: 3 * HOUR,
  jobMs: 10 * MINUTE,
});

const WAVES = ['*/*'];

/** Everybody may do everything: who may do what has tests of its own. */
const POLICY = {
  everybody: {
    from: ['queue:*', 'fleet:*'],
    operations: OPERATIONS,
    regions: ['*'],
    projects: ['*'],
    plan: WAVES,
    approve: WAVES,
    steer: WAVES,
    stop: WAVES,
  },
};

/** Fleets for a stage. */
export const stagedFleets = (made: MadeFleets, clock: LeapingClock): StagedFleets => ({
  queues: [DECISIONS],
  put(cloud, folder) {
    made.fill(cloud);
    const dist = pathToFileURL(`${folder}/`);
    bundleFleets(made.fleets, dist);
    bundleCalendar(CALENDAR, dist);
    const [place] = PLACES;
    return {
      ...clock.environment,
      FLEETS_HASH: hashOfFleets(made.fleets),
      CALENDAR_HASH: hashOfCalendar(CALENDAR),
      HW_REGION_NAME: place?.region ?? '',
      HW_PROJECT_ID: place?.project ?? '',
      HW_ENDPOINTS: JSON.stringify(Object.fromEntries(PLACES.map(({ region }) => [region, cloud.endpoints]))),
      READS_A_MINUTE: '6000',
      SURVEY_EVERY: 'PT3H',
      POLICY: JSON.stringify(POLICY),
    };
  },
});

/** Lets this process read the stage's tables as a person's commands do. */
export function asOperator({ queues, table }: Stage): void {
  Object.assign(process.env, {
    AWS_REGION: queues.region,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  });
}
