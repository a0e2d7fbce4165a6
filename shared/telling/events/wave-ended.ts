import { rolloutKind } from './about-rollout.ts';

export const waveEnded = rolloutKind({
  detailType: 'Upkeep Wave Ended',
  written: 'when a wave is over and the next one may follow',
  mail: true,
});
