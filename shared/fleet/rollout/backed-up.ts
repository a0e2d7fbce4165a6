import { parseInstant } from '../../values/time/instant.ts';
import type { ReleaseEnd } from './release-end.ts';
import type { InFlight, RolloutWave } from './rollout.ts';
import type { Backup, Result, RolloutTarget } from './target.ts';

// What becomes of a target once the release of its backup has ended.

/** These leave a backup behind, or may have. */
const MAY_BE_THERE: readonly Result[] = [
  'completed_unchanged',
  'completed_unproven',
  'timed_out',
  'unknown',
  'two_jobs',
];

/** The row behind its backup: once that is proven the work can follow, else the target has ended as badly as if its work had. */
export function backedUp(
  row: RolloutTarget,
  { result, reason, at, over_ran }: Extract<ReleaseEnd, { as: 'ended' }>,
): RolloutTarget {
  const proven = result === 'succeeded' || result === 'already_done';
  const made: Backup = {
    attempt: row.attempt,
    name: String(row.body?.name),
    // Whoever finds it made does not tell since when.
    at: result === 'already_done' ? Math.min(at, row.released_at ?? at) : at,
    closes: parseInstant(String(row.body?.ends_by))?.at ?? at,
    proven,
    ...(over_ran !== undefined && { over_ran }),
  };
  const isListed = proven || MAY_BE_THERE.includes(result);
  const after = { ...row, put_off: 0, ...(isListed && { backups: [...(row.backups ?? []), made] }) };
  if (proven) return { ...after, state: 'waiting' };
  return {
    ...after,
    state: 'ended',
    result: result === 'completed_unproven' ? 'failed' : result,
    reason: `its backup ${made.name}: ${reason}`,
    ended_at: at,
    ...(over_ran !== undefined && { over_ran }),
  };
}

/** The flights of targets whose backups have just been proven: each keeps its place for its work. */
export const followers = (
  moved: readonly { readonly flight: InFlight; readonly row: RolloutTarget }[],
  now: number,
): InFlight[] =>
  moved.flatMap(({ flight, row }) =>
    row.state === 'waiting' && madeBy(flight, row)?.proven
      ? [{ ...flight, attempt: flight.attempt + 1, at: now }]
      : [],
  );

/** What a try has left behind. */
export const madeBy = ({ attempt }: InFlight, { backups = [] }: RolloutTarget): Backup | undefined =>
  backups.find((one) => one.attempt === attempt);

/** The wave with a backup of one of its targets. */
export const withBackup = (wave: RolloutWave, { proven, over_ran }: Backup): RolloutWave => ({
  ...wave,
  backups: (wave.backups ?? 0) + 1,
  // Of one that ended badly the row itself tells.
  ...(proven && over_ran !== undefined && { over_runs: (wave.over_runs ?? 0) + 1 }),
});
