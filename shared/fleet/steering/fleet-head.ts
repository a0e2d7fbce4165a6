import type { By } from '../rollout/rollout.ts';

// What is kept of a fleet's plans in the fleet table, under `fleetKey`. Times are epoch ms.

/** The second key of a fleet's head. */
export const FLEET_HEAD = 'head';

/** How the second keys begin under which it stands what approved plans of the fleet have listed. */
const LISTED = 'listed#';
export const listedKey = (operation: string, target: string): string => `${LISTED}${operation}#${target}`;

/** What became of a plan that was asked for. *same*: it is the one that stands open already. */
export interface Planned {
  readonly is: 'proposed' | 'same' | 'nothing' | 'refused';
  readonly asked_at: number;
  readonly at: number;
  /** The rollout whose plan it is. */
  readonly rollout?: string;
  readonly hash?: string;
  readonly reason?: string;
}

/** How a fleet stands: which plan is awaited, and which rollouts it had. */
export interface FleetHead {
  readonly fleet: string;
  /** Who asked for a plan that is not made yet, and the rollout that it is made for once it has begun. */
  readonly asked?: By;
  readonly planning?: string;
  /** What a plan that was asked for waits for. */
  readonly waits?: string;
  readonly planned?: Planned;
  /** The latest rollouts, oldest first. *listed*: what its approved plan had is noted. */
  readonly rollouts: readonly { readonly id: string; readonly listed?: true }[];
  /** Whether a plan of the fleet was ever approved. */
  readonly approved?: true;
  /** When the next plan is made by itself, and by which expression and zone that was reckoned. */
  readonly next?: { readonly at: number; readonly by: string };
}

/** A fleet of which nothing is known yet. */
export const newFleet = (fleet: string): FleetHead => ({ fleet, rollouts: [] });
