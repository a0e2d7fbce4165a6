import { fleetKey, type RolloutHead } from '../fleet/rollout/rollout.ts';
import { FLEET_HEAD, type FleetHead } from '../fleet/steering/fleet-head.ts';
import { openSteering } from '../fleet/steering/store.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import { iso } from '../values/time/instant.ts';

/** The rollouts that were asked for in a month, the latest first. */
export interface Month {
  /** As in `2027-02`, UTC. */
  readonly name: string;
  readonly rollouts: readonly RolloutHead[];
}

/** So many rollouts are told of, which one request reads. */
const MOST = 100;

/**
 * What fleets have rolled out, the latest month first, in two requests while there are at most a hundred fleets. A fleet remembers its
 * last twenty rollouts; plans that nobody approved are no part of it. Throws `PlatformUnavailable`.
 */
export async function readHistory(table: FleetTable, fleets: readonly string[]): Promise<Month[]> {
  if (fleets.length === 0) return [];
  const items = await table.getAll(fleets.map((fleet) => ({ pk: fleetKey(fleet), sk: FLEET_HEAD })));
  const ids = items.flatMap(({ doc }) => (JSON.parse(doc) as FleetHead).rollouts.map(({ id }) => id));
  const latest = ids.toSorted((one, other) => (timeIn(one) < timeIn(other) ? 1 : -1)).slice(0, MOST);
  const heads = latest.length > 0 ? await openSteering(table).heads(latest) : [];
  const begun = heads
    .filter(({ waves }) => waves.some(({ started_at }) => started_at !== undefined))
    .toSorted((one, other) => other.asked.at - one.asked.at);
  return [...Map.groupBy(begun, ({ asked }) => iso(asked.at).slice(0, '2027-02'.length))].map(
    ([name, rollouts]) => ({ name, rollouts }),
  );
}

/** The second in the id of a rollout. */
const timeIn = (id: string): string => id.slice(-'20270201T120000-00000000'.length);
