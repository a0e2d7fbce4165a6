import type { Follow } from '../../terms/follow.ts';
import type { Read } from '../../terms/lookup.ts';
import { HOUR } from '../../values/time/units.ts';
import { checkAtRest, listInstances } from '../instances.ts';
import type { ServiceName } from '../services/services.ts';
import type { BackupRequest } from './request.ts';

/**
 * Terraform follows a backup for 60 minutes (fleet contract §5); how long one takes depends on the data. It counts as completed
 * only once the instance is at rest again: until then whatever comes after it would find it busy.
 */
export const backupFollow = (
  service: ServiceName,
  { job, see }: Pick<JobOf, 'job' | 'see'>,
): Follow<BackupRequest> => ({
  within_ms: 4 * HOUR,
  takes_ms: HOUR,
  reads: ({ target, job_id }) => ({ answer: job(job_id), instances: listInstances(service, [target]) }),
  see: (answers, about) => {
    const sight = see(answers, about);
    if (sight === undefined || sight === 'missing' || sight.status !== 'completed') return sight;
    const atRest = checkAtRest(service, answers, about.target);
    if (atRest && 'unchecked' in atRest) return undefined;
    return atRest && 'reason' in atRest && atRest.retry
      ? { ...sight, status: 'open', word: `${sight.word}, ${atRest.reason}` }
      : sight;
  },
});

interface JobOf {
  job(job_id: string): Read;
  readonly see: Follow<BackupRequest>['see'];
}
