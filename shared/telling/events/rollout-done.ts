import { rolloutKind } from './about-rollout.ts';

export const rolloutDone = rolloutKind({
  detailType: 'Upkeep Rollout Done',
  written: 'when every wave of a rollout is over',
  mail: true,
});
