import * as z from 'zod/mini';
import { judgeBackup } from '../../shared/huawei/backups/lookup.ts';
import type { BackupRequest } from '../../shared/huawei/backups/request.ts';
import { listInstances } from '../../shared/huawei/instances.ts';
import type { Lookup } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import { backupsOf } from './list.ts';

const jobs = z.lazy(() =>
  eachOf(
    z.object({
      job_id: z.optional(z.unknown()),
      job_name: z.optional(z.unknown()),
      created_time: z.optional(z.unknown()),
      instance_id: lenient(z.string()),
    }),
  ),
);

/**
 * Looks for a lost backup in the immediate jobs (contract §7.1), in the list of backups and at the instance. That the name of its job
 * speaks of a backup is inferred.
 */
export const lookup: Lookup<BackupRequest> = {
  reads: (request) => ({
    // Counted, as the vendor's texts differ on the offset.
    jobs: {
      route: 'GET /v3/{project_id}/immediate-jobs',
      list: { items: 'jobs', size: 50, sizes: [50, 20, 10], offset: 'pages', counted: true },
    },
    backups: backupsOf(request),
    instances: listInstances('taurusdb', [request.instance_id]),
  }),
  judge: (answers, about) => {
    const listed = jobs.safeParse(answers.jobs).data?.map((job) => ({
      id: job?.job_id,
      name: job?.job_name,
      began: job?.created_time,
      instance: job?.instance_id,
    }));
    return judgeBackup('taurusdb', answers, listed, about);
  },
};
