import type * as z from 'zod/mini';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import type { Follow } from '../../shared/terms/follow.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';

/**
 * Terraform reads the workflow as a job, for 60 minutes; it can be queried only some seconds after it began (contract §4, §7.1).
 * The vendor says that its length depends on the number of nodes, and names none: half of those 60 minutes is assumed.
 */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 60 * MINUTE,
  takes_ms: 30 * MINUTE,
  reads: ({ job_id }) => ({ answer: showJob(job_id) }),
  see: ({ answer }) =>
    answer === null ? 'missing' : isPlainObject(answer) ? sightOf(answer.job) : undefined,
};
