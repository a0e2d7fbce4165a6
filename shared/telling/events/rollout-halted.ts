import { rolloutKind } from './about-rollout.ts';

export const rolloutHalted = rolloutKind({
  detailType: 'Upkeep Rollout Halted',
  written: 'when a rollout is halted: nothing new starts in it; once a day until somebody decides',
  mail: true,
  urgent: true,
});
