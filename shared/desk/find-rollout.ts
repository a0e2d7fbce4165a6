import type { RolloutHead, RolloutState } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import type { FleetHead } from '../fleet/steering/fleet-head.ts';
import type { Store } from '../fleet/steering/store.ts';

/** A fleet as the table knows it, with its rollouts, the latest first. */
export interface FleetStanding {
  readonly fleet: string;
  readonly head?: FleetHead | undefined;
  readonly rollouts: readonly RolloutHead[];
}

const ALL_OPEN = 1000;

/** Every rollout that is not over, the latest first. Throws `PlatformUnavailable`. */
export async function openRollouts(store: Store): Promise<RolloutHead[]> {
  const due = await store.due(Number.MAX_SAFE_INTEGER, ALL_OPEN);
  const heads = due.length > 0 ? await store.heads(due.map(({ id }) => id)) : [];
  return heads.filter((one) => !isOver(one)).toSorted((one, other) => other.asked.at - one.asked.at);
}

/** The fleets of those names, and others of which a rollout is open. Throws `PlatformUnavailable`. */
export async function readFleets(store: Store, names: readonly string[]): Promise<FleetStanding[]> {
  const others = await openRollouts(store);
  const fleets = [...new Set([...names, ...others.map(({ fleet }) => fleet)])];
  const heads = await store.fleets(fleets);
  return Promise.all(
    fleets.map(async (fleet) => {
      const head = heads.get(fleet)?.doc;
      const own = others.filter((one) => one.fleet === fleet);
      const listed = (head?.rollouts ?? []).map(({ id }) => id);
      const rest = listed.filter((id) => !own.some((one) => one.id === id));
      const rollouts = [...own, ...(rest.length > 0 ? await store.heads(rest) : [])];
      return {
        fleet,
        head,
        rollouts: rollouts.toSorted((one, other) => other.asked.at - one.asked.at),
      };
    }),
  );
}

// What is at work comes before what is only proposed.
const FIRST: readonly RolloutState[] = ['halted', 'running', 'approved', 'proposed', 'planning'];

/** The rollout of a fleet that a person means by its name: what is at work, else what is proposed, else its last one. */
export function currentRollout(rollouts: readonly RolloutHead[]): RolloutHead | undefined {
  const open = rollouts.filter((one) => !isOver(one));
  const rank = ({ state }: RolloutHead) => FIRST.indexOf(state);
  return open.toSorted((one, other) => rank(one) - rank(other))[0] ?? rollouts[0];
}

/** Whether no proposed plan of its fleet is newer. */
export const isNewest = (head: RolloutHead, open: readonly RolloutHead[]): boolean =>
  !open.some((one) => one.fleet === head.fleet && one.state === 'proposed' && one.asked.at > head.asked.at);
