import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { iso } from '../../../shared/values/time/instant.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { workStatus } from '../../../stand-in/cloud/work.ts';
import type { FleetWrong } from './broken.ts';
import type { Made } from './made.ts';
import type { Released, Taken } from './record.ts';

/** What submissions are held against. */
interface Rules {
  readonly fleets: Fleets;
  readonly targets: ReadonlyMap<string, Made>;
  /** How late the end of a backup may be seen, ms. */
  readonly lateMs: number;
}

/** Every submission of a fleet that wants backups, held against what the cloud had completed by then for the same target. */
export function judgeBackups(
  posts: readonly Released[],
  backups: readonly Taken[],
  { fleets, targets, lateMs }: Rules,
): FleetWrong[] {
  return posts.flatMap(({ rollout, seq, target, request_id, at }): FleetWrong[] => {
    const { fleet = '', operation = '', instance } = targets.get(target) ?? {};
    if (!fleets[fleet]?.take[operation]?.backup) return [];
    const own = backups.filter(
      (one) => one.rollout === rollout && one.seq === seq && one.target === instance,
    );
    const isGood = own.some(
      ({ work }) =>
        work.change.kind === 'backup' &&
        workStatus(work, at) === 'Completed' &&
        at - work.ends < DAY + lateMs,
    );
    if (isGood) return [];
    const known = own.map(({ work }) => `${work.id} ${workStatus(work, at)}`).join(', ') || 'none';
    return [
      {
        what: 'without its backup',
        request_id,
        detail: `${target} at ${iso(at)}: its backups were ${known}`,
      },
    ];
  });
}
