import { HORIZON } from '../../calendar/opening.ts';
import type { Stage } from '../../terms/release.ts';
import { DAY } from '../../values/time/units.ts';
import type { Fit } from './facts.ts';
import type { Backup, Planned, RolloutTarget } from './target.ts';

/** For how long a proven backup is good, ms: from its end to the release of the work. */
const GOOD_FOR = DAY;

/** What a release of a target is about: its work, or the backup of its instance. */
export const asStage = <Row extends Pick<Planned, 'operation' | 'target' | 'instance' | 'backup'>>(
  row: Row,
  stage: Stage | undefined,
): Row =>
  stage === undefined || !row.backup
    ? row
    : { ...row, operation: row.backup.operation, target: row.instance };

/** What the last try of a target is about. */
export const lastRelease = (row: RolloutTarget): RolloutTarget => asStage(row, row.stage);

/** The backup that stands for a target; undefined where none was proven. */
export const provenBackup = ({ backups = [] }: Pick<RolloutTarget, 'backups'>): Backup | undefined =>
  backups.findLast(({ proven }) => proven);

/** When the next release of a target can be sent, and what it is. */
export interface NextRelease extends Fit {
  readonly stage?: Stage;
}

/** What of a target decides that. */
type Backed = Pick<Planned, 'operation' | 'target' | 'instance' | 'backup'> & Pick<RolloutTarget, 'backups'>;

/** By what it is told: as facts say it. */
interface Fitting<Row> {
  fit(row: Row, from: number): Fit | undefined;
  lasts(row: Row): number;
  /** The work starts before this, or not at all; epoch ms. */
  readonly until: number;
}

/**
 * The next release of a target from a time (epoch ms) on: its work, or the backup without which that is not sent. A backup is made
 * only where the work fits behind it while it is good, however soon it ends: each is billed. Undefined: never.
 */
export function nextRelease<Row extends Backed>(
  row: Row,
  from: number,
  by: Fitting<Row>,
): NextRelease | undefined {
  const { backup } = row;
  if (!backup) return by.fit(row, from);
  const known = provenBackup(row);
  if (known) {
    const work = by.fit(row, backup.apart ? Math.max(from, known.closes) : from);
    if (work && work.at < Math.min(known.at + GOOD_FOR, by.until)) return work;
  }
  const asked = asStage(row, 'backup');
  const last = Math.min(by.until, from + HORIZON);
  for (let at = from; ; ) {
    const first = by.fit(asked, at);
    const behind = first && (backup.apart ? first.closes : first.at + by.lasts(asked));
    const work = typeof behind === 'number' ? by.fit(row, behind) : undefined;
    if (!first || !work || work.at >= last) return undefined;
    // It ends later than it is asked for.
    if (work.at <= first.at + GOOD_FOR) return { ...first, stage: 'backup' };
    at = work.at - GOOD_FOR;
  }
}
