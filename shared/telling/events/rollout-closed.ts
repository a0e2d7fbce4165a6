import { rolloutKind } from './about-rollout.ts';

export const rolloutClosed = rolloutKind({
  detailType: 'Upkeep Rollout Closed',
  written: 'when a person has ended a rollout and nothing of it is at work',
  mail: true,
});
