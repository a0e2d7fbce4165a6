import type { State } from '../../stand-in/cloud/state.ts';
import { isVisible, type Work, workStatus } from '../../stand-in/cloud/work.ts';
import { cases } from '../world/cases.ts';

/** What was asked for, as far as the truth depends on it: two backups of one instance differ by their names. */
export interface Asked {
  readonly operation: string;
  readonly fields?: object;
}

/** What the cloud really did, work by work; times in epoch ms. */
export interface Truth {
  workOf(target: string, job_id: string): Work | undefined;
  /** Whether what was asked for was there at the target for everybody to read at this time. */
  promised(asked: Asked, target: string, at: number): boolean;
  /** Whether the reads stopped showing it at some time, or somebody deleted it. */
  unprovable(target: string): boolean;
}

/** The cloud's word for a piece of work at this time; undefined when no read would have shown it. */
export const wordAt = (work: Work, at: number): string | undefined =>
  isVisible(work, at) ? workStatus(work, at) : undefined;

// Operations that meet at one instance change different things there.
const CALLS = new Map(cases.map(({ operation, call }) => [operation, call]));

const brings = (change: Work['change'], { fields }: Asked): boolean =>
  change.kind === 'backup'
    ? fields !== undefined && 'name' in fields && fields.name === change.name
    : change.kind !== 'none';

/** The truth of a cloud that has come to rest. */
export function truthOf({ jobs, tasks, instances, proxies }: State): Truth {
  const byTarget = Map.groupBy(
    [...jobs.values(), ...tasks.values()],
    ({ proxy_id, instance_id }) => proxy_id ?? instance_id,
  );
  const worksOn = (target: string) => byTarget.get(target) ?? [];
  return {
    workOf: (target, job_id) => worksOn(target).find(({ id }) => id === job_id),
    promised: (asked, target, at) =>
      worksOn(target).some(
        (work) =>
          work.call === CALLS.get(asked.operation) &&
          brings(work.change, asked) &&
          workStatus(work, at) === 'Completed' &&
          at >= work.ends + (work.lagMs ?? 0),
      ),
    unprovable: (target) =>
      worksOn(target).some(({ ending }) => ending === 'unprovable') ||
      !(instances.has(target) || proxies.has(target)),
  };
}
