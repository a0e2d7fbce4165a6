import { changesSince, type ShownChanges } from '../fleet/plan/shown.ts';
import { fleetKey, type RolloutHead } from '../fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { FLEET_HEAD, type FleetHead } from '../fleet/steering/fleet-head.ts';
import { openSteering } from '../fleet/steering/store.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import { ROLLOUT_HEAD, rolloutKey } from '../terms/release.ts';
import { planBefore } from './read-rollout.ts';

/** What a plan brings otherwise than the plan of its fleet before it. */
export interface PlanChanges {
  readonly head: RolloutHead;
  /** The plan before; absent where there is none that is remembered. */
  readonly before?: RolloutHead;
  /** Absent where one of them is too long to be compared on a page. */
  readonly changes?: ShownChanges;
  /** The targets that the changes name, by their ids. */
  readonly targets: ReadonlyMap<string, RolloutTarget>;
}

/** A page of DynamoDB holds them. */
const COMPARED = 1000;

/** How the ids of rollouts end: the second, and what no other of that second has. */
const NAMED = /^(.+)-\d{8}T\d{6}-[0-9a-f]{8}$/;

/** Reads it, in four requests; undefined where there is no such rollout. Throws `PlatformUnavailable`. */
export async function readChanges(table: FleetTable, id: string): Promise<PlanChanges | undefined> {
  const store = openSteering(table);
  const [, fleet = ''] = NAMED.exec(id) ?? [];
  const items = await table.getAll([
    { pk: rolloutKey(id), sk: ROLLOUT_HEAD },
    { pk: fleetKey(fleet), sk: FLEET_HEAD },
  ]);
  const docOf = (pk: string) => items.find((item) => item.pk === pk)?.doc;
  const [headDoc, fleetDoc] = [docOf(rolloutKey(id)), docOf(fleetKey(fleet))];
  if (headDoc === undefined) return undefined;
  const head = JSON.parse(headDoc) as RolloutHead;
  const { rollouts } = fleetDoc === undefined ? { rollouts: [] } : (JSON.parse(fleetDoc) as FleetHead);
  const before = planBefore(head, await store.heads(rollouts.map((one) => one.id)));
  if (!before) return { head, targets: new Map() };
  const [now, then] = await Promise.all(
    [id, before.id].map((one) => store.slice(one, 't#', { most: COMPARED })),
  );
  if (!now?.last || !then?.last) return { head, before, targets: new Map() };
  const [own, old] = [now, then].map(({ rows }) => rows.map(({ doc }) => doc));
  return {
    head,
    before,
    changes: changesSince(old ?? [], own ?? []),
    targets: new Map([...(old ?? []), ...(own ?? [])].map((row) => [row.target, row])),
  };
}
