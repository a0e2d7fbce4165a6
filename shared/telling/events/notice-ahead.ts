import { rolloutKind } from './about-rollout.ts';

export const noticeAhead = rolloutKind({
  detailType: 'Upkeep Notice Ahead',
  written: 'some days or an hour before a wave is foreseen to start, and when its day has moved',
  mail: true,
});
