import { rolloutKind } from './about-rollout.ts';

export const rolloutHalted = rolloutKind({
  detailType: 'Upkeep Rollout Halted',
  written: 'when a rollout is halted: nothing new starts in it',
  mail: true,
  urgent: true,
});
