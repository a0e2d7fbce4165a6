import { rolloutKind } from './about-rollout.ts';

export const waveStarted = rolloutKind({
  detailType: 'Upkeep Wave Started',
  written: 'when the first target of a wave is about to be sent',
  mail: false,
});
