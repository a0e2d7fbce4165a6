import { rolloutKind } from './about-rollout.ts';

export const approvalDue = rolloutKind({
  detailType: 'Upkeep Approval Due',
  written: 'when a wave waits for a person: for an approval, or at its gate; once a day while it does',
  mail: true,
});
