import type * as z from 'zod/mini';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import type { Follow } from '../../shared/terms/follow.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';

/**
 * A rollback is followed as a job by its id (inferred: the vendor's list of job names lacks it). No page says how long one takes:
 * it gets the time of an installation, and half of it is assumed.
 */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 2 * HOUR,
  takes_ms: HOUR,
  reads: ({ job_id }) => ({ answer: showJob(job_id) }),
  see: ({ answer }) =>
    answer === null ? 'missing' : isPlainObject(answer) ? sightOf(answer.job) : undefined,
};
