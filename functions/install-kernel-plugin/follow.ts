import type * as z from 'zod/mini';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import type { Follow } from '../../shared/terms/follow.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';

/**
 * Terraform follows a plug-in install in `job.status` of the job by its id, for 30 minutes (contract §2). No page says how long
 * one takes: half of that is assumed.
 */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 30 * MINUTE,
  takes_ms: 15 * MINUTE,
  reads: ({ job_id }) => ({ answer: showJob(job_id) }),
  see: ({ answer }) =>
    answer === null ? 'missing' : isPlainObject(answer) ? sightOf(answer.job) : undefined,
};
