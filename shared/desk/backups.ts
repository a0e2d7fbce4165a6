import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { utc } from '../values/time/instant.ts';

/** What everybody is to know of backups that a rollout has made. */
export const BILLED = 'each is kept, and billed, until somebody deletes it';

/** A backup that a rollout asked for and that is there, or may be. */
export interface ListedBackup {
  readonly name: string;
  readonly instance: string;
  readonly region: string;
  readonly project_id: string;
  /** When it ended, RFC 3339. */
  readonly at: string;
  /** False: nobody knows whether it is there. */
  readonly proven: boolean;
}

/** The backups before the work on these targets: this service deletes none. */
export const backupsOf = (rows: readonly RolloutTarget[]): ListedBackup[] =>
  rows.flatMap(({ instance, region, project, backups = [] }) =>
    backups.map(({ name, at, proven }) => ({
      name,
      instance,
      region,
      project_id: project,
      at: utc(at),
      proven,
    })),
  );

/** One of them in a line. */
export const backupText = ({ name, instance, at, proven }: ListedBackup): string =>
  `${name} of ${instance}, ${proven ? '' : 'which may be there, '}${at}`;
