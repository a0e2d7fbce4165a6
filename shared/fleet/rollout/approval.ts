import type { RolloutHead } from './rollout.ts';

/** The role of somebody whom SQS vouches for; sessions of one role are not told apart. */
export const roleOf = (by: string): string => by.split(':').slice(0, 2).join(':');

/** Whether a wave may start as far as people are concerned: it needs no approval, or enough roles have given theirs. */
export function isApproved(
  { waves, approvals, spec }: Pick<RolloutHead, 'waves' | 'approvals' | 'spec'>,
  index: number,
): boolean {
  const wave = waves[index];
  if (!wave?.needs_approval) return wave !== undefined;
  const roles = new Set(
    approvals
      .filter(({ wave: name }) => name === undefined || name === wave.name)
      .map(({ by }) => roleOf(by)),
  );
  return roles.size >= spec.approval.needs;
}
