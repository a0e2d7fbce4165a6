import { fleetKey, type RolloutHead } from '../fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { FLEET_HEAD, type FleetHead } from '../fleet/steering/fleet-head.ts';
import { openSteering } from '../fleet/steering/store.ts';
import { type Pause, readPauses } from '../ledger/pause.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import type { Table } from '../platform/ports.ts';
import { rolloutKey } from '../terms/release.ts';
import { openRollouts } from './find-rollout.ts';

/** What somebody looks at first: rollouts that are not over, what of them is at work, when fleets plan next, and what is paused. */
export interface Home {
  readonly open: readonly RolloutHead[];
  /** By the id of its rollout, what is at work or keeps its slot: of all rollouts those for longest, and not more than a page shows. */
  readonly working: ReadonlyMap<string, readonly RolloutTarget[]>;
  readonly fleets: readonly FleetHead[];
  readonly pauses: readonly Pause[];
}

/** So many of those at work are told one by one. */
const WORKING = 50;

/** Reads it, in four requests while there are at most fifty fleets; without a ledger, no pauses. Throws `PlatformUnavailable`. */
export async function readHome(
  table: FleetTable,
  ledger: Table | undefined,
  names: readonly string[],
): Promise<Home> {
  const [open, pauses] = await Promise.all([
    openRollouts(openSteering(table)),
    ledger ? readPauses(ledger) : [],
  ]);
  const fleets = [...new Set([...names, ...open.map(({ fleet }) => fleet)])];
  const keys = [
    ...fleets.map((fleet) => ({ pk: fleetKey(fleet), sk: FLEET_HEAD })),
    ...open
      .flatMap(({ id, in_flight, kept }) => [...in_flight, ...kept].map(({ sk, at }) => ({ id, sk, at })))
      .toSorted((one, other) => one.at - other.at)
      .slice(0, WORKING)
      .map(({ id, sk }) => ({ pk: rolloutKey(id), sk })),
  ];
  const items = keys.length > 0 ? await table.getAll(keys) : [];
  const found = Map.groupBy(items, ({ pk }) => pk);
  const docs = <Doc>(pk: string) => (found.get(pk) ?? []).map(({ doc }) => JSON.parse(doc) as Doc);
  return {
    open,
    working: new Map(open.map(({ id }) => [id, docs<RolloutTarget>(rolloutKey(id))])),
    fleets: fleets.flatMap((fleet) => docs<FleetHead>(fleetKey(fleet))),
    pauses,
  };
}
