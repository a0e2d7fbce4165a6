import { backupFollow } from '../../shared/huawei/backups/follow.ts';
import { showJob, sightOf } from '../../shared/huawei/jobs.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';

/** A job by its id, as of the service's other work (contract §7.1), and the instance beside it. */
export const follow = backupFollow('taurusdb', {
  job: showJob,
  see: ({ answer }) =>
    answer === null ? 'missing' : isPlainObject(answer) ? sightOf(answer.job) : undefined,
});
