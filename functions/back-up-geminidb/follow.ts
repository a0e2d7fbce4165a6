import * as z from 'zod/mini';
import { backupFollow } from '../../shared/huawei/backups/follow.ts';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';

const jobs = z.lazy(() => z.object({ jobs: eachOf(z.looseObject({ id: z.string() })) }));

/** A list of jobs even for one id, at first an empty one (contract §7.1), and the instance beside it. */
export const follow = backupFollow('geminidb', {
  job: showJob,
  see: ({ answer }, { job_id }) => {
    const read = jobs.safeParse(answer);
    if (!read.success) return undefined;
    const job = read.data.jobs.find((one) => one?.id === job_id);
    if (job) return sightOf(job);
    return read.data.jobs.includes(undefined) ? undefined : 'missing';
  },
});
