import * as z from 'zod/mini';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import type { Follow } from '../../shared/terms/follow.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';

const answers = z.lazy(() => z.object({ jobs: eachOf(z.looseObject({ id: z.string() })) }));

/**
 * GeminiDB answers with a list even for one id, at first an empty one (contract §7.1); Terraform waits 60 minutes (§5). "About 15
 * min" and 1 to 2 minutes a node (§5) are half an hour for up to seven nodes; of more, the preflight knows.
 */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 60 * MINUTE,
  takes_ms: 30 * MINUTE,
  reads: ({ job_id }) => ({ answer: showJob(job_id) }),
  see: ({ answer }, { job_id }) => {
    const read = answers.safeParse(answer);
    if (!read.success) return undefined;
    const { jobs } = read.data;
    const job = jobs.find((one) => one?.id === job_id);
    if (job) return sightOf(job);
    return jobs.includes(undefined) ? undefined : 'missing';
  },
};
