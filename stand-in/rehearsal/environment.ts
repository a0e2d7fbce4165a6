import type { Cloud } from '../cloud/cloud.ts';
import type { EventBus } from '../platform/event-bus.ts';
import type { Queues } from '../platform/queues.ts';
import { patch } from './asked.ts';
import type { Ledger } from './ledger.ts';
import { POLICY } from './policy/policy.ts';

/** A function's time-out where a queue feeds it: what a lost reply leaves open is certain once this is over. */
export const TIMEOUT_MS = 4000;

/** The deployed waits and margins, as far apart from each other as there, but for the patience of somebody who watches. */
const TIMING = {
  submit_margin_ms: 250,
  lease_margin_ms: 100,
  retry_least_ms: 200,
  retry_most_ms: 400,
  look_ms: 600,
  absence_margin_ms: 400,
  look_for_ms: 600,
  clock_skew_ms: 1000,
  hand_over_ms: 500,
  resweep_ms: 2000,
  breaker_ms: 1000,
  index_lag_ms: 50,
  follow_least_ms: 300,
  follow_most_ms: 500,
  proof_ms: 1000,
  job_within_ms: { [patch.operation]: 7000 },
};

/** `TIMING` for those who send by hand: their jobs may take what the vendor says. */
export const UNHURRIED: string = JSON.stringify({ ...TIMING, job_within_ms: {} });

/** In which regions the stand-in cloud is asked; the first is where an intent goes that names none. */
export const REGIONS = ['ap-southeast-1', 'tr-west-1'] as const;

/** The functions' environment: the stand-in's hosts and user, one webhook sender, queues, ledger, bus. `STAGE` stays unset. */
export function environmentOf({
  cloud,
  queues,
  ledger,
  bus,
  secret,
}: {
  cloud: Cloud;
  queues: Queues;
  ledger: Ledger;
  bus: EventBus;
  secret: string;
}): Record<string, string> {
  const [user] = cloud.state.users.values();
  if (!user) throw new Error('the stand-in cloud has no user');
  return {
    HW_REGION_NAME: REGIONS[0],
    HW_ENDPOINTS: JSON.stringify(Object.fromEntries(REGIONS.map((region) => [region, cloud.endpoints]))),
    HW_DOMAIN_NAME: user.domain,
    HW_USER_NAME: user.name,
    HW_USER_PASSWORD: user.password,
    HW_TIMEOUT_MS: '1500',
    TIMING: JSON.stringify(TIMING),
    POLICY,
    WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': secret }),
    LEDGER_TABLE: ledger.table,
    FLEET_TABLE: ledger.fleetTable,
    QUEUE_URL: queues.urlTemplate,
    DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
    EVENT_BUS: 'db-upkeep-local',
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: ledger.endpoint,
    AWS_REGION: queues.region,
  };
}
