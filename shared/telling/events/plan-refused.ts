import { rolloutKind } from './about-rollout.ts';

export const planRefused = rolloutKind({
  detailType: 'Upkeep Plan Refused',
  written: 'when a fleet has no plan, with the reason',
  mail: true,
});
