import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { ROLLOUT_HEAD, type RolloutStanding, releaseId, rolloutKey } from '../../shared/terms/release.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { OWN_ROLE, own } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import type { Ran } from '../world/service.ts';
import type { LedgerWorld } from '../world/world.ts';

/** The roles by which SQS knows our functions, and what each may bring. */
const STEERING_ROLE = 'AROASTEERINGSROLE0001';
const SWEEP_ROLE = 'AROASWEEPSROLE0000001';
export const OWN_SENDERS = `${OWN_ROLE},${STEERING_ROLE}:fleet,${SWEEP_ROLE}:resumed,000000000000:resumed`;
export const STEERING = `${STEERING_ROLE}:db-upkeep-prod-steer-rollouts`;
export const SWEEP = `${SWEEP_ROLE}:db-upkeep-prod-sweep`;
export const OPERATION = own(patch.operation);

export const ROLLOUT = 'monthly-20241030T020000Z-k3v9q2x7';
const [TARGET = ''] = PATCH_INSTANCES;

export { TARGET };

/** The id of the first release, or of a later try of it. */
export const idOf = (attempt = 1): string => releaseId({ rollout: ROLLOUT, seq: 7, attempt });

/** What steering would put on the queue of `patch-databases`. */
export const bodyOf = (request_id = idOf(), more: object = {}): Readonly<Record<string, unknown>> => ({
  ...patch.intent,
  request_id,
  region: 'ap-southeast-1',
  instance_ids: [TARGET],
  not_after: 'PT15M',
  ...more,
});

interface Sent {
  readonly senderId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly request_id?: string;
}

/** Delivers such a message, by steering unless somebody else is named. */
export const release = (
  world: LedgerWorld,
  body: object | string = bodyOf(),
  { senderId = STEERING, attributes = {}, request_id = idOf() }: Sent = {},
): Promise<Ran> =>
  world.service.invoke(
    patch.operation,
    world.mail(patch.operation, body, {
      attributes: { trigger: 'fleet', sender: 'monthly', request_id, ...attributes },
      senderId,
    }),
  );

/** Writes the rollout's head as steering keeps it while it runs, with what differs. */
export const putHead = (table: FleetTable, head: Partial<RolloutStanding> = {}): Promise<void> =>
  putDocument(
    table,
    JSON.stringify({ schema: 1, state: 'running', holds: {}, in_flight: [], kept: [], ...head }),
  );

/** Writes any document in its place. */
export const putDocument = (table: FleetTable, doc: string): Promise<void> =>
  table.putAll([{ pk: rolloutKey(ROLLOUT), sk: ROLLOUT_HEAD, version: 1, write_id: 'test', doc }]);
