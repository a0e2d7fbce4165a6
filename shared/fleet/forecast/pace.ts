import type { RolloutTarget } from '../rollout/target.ts';

/** How long the work of a target lasts, and how much later its end is seen, ms. */
export interface Pace {
  lasts(row: RolloutTarget): number;
  seen(lasts: number): number;
}
