import { type Spelled, spelled } from './drift.ts';
import { statusOf } from './settle.ts';
import type { State } from './state.ts';
import { vendorTime } from './times.ts';
import { endedAt, type Work, workStatus } from './work.ts';

/** What the reads show of a job, whatever they call it; a time is the vendor's, and what there is not is undefined. */
export interface ShownJob extends Spelled {
  readonly created: string;
  readonly ended: string | undefined;
  readonly failure: string | undefined;
  readonly instance_name: string;
  readonly instance_status: string;
}

/** A job as it shows at `now`. */
export function shownJob(state: State, job: Work, now: number): ShownJob {
  const instance = state.instances.get(job.instance_id);
  const ended = endedAt(job, now);
  return {
    ...spelled(state, job, now),
    created: vendorTime(job.created),
    ended: ended === undefined ? undefined : vendorTime(ended),
    failure: workStatus(job, now) === 'Failed' ? job.fail_reason : undefined,
    instance_name: instance?.name ?? '',
    instance_status: instance ? statusOf(state, instance, now) : '',
  };
}
