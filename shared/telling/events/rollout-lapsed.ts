import { rolloutKind } from './about-rollout.ts';

export const rolloutLapsed = rolloutKind({
  detailType: 'Upkeep Rollout Lapsed',
  written: 'when a plan is no longer good, and what has not started never will',
  mail: true,
});
