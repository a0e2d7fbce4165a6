import { rolloutKind } from './about-rollout.ts';

export const planProposed = rolloutKind({
  detailType: 'Upkeep Plan Proposed',
  written: 'when a plan of a fleet is complete and waits for approval',
  mail: true,
});
