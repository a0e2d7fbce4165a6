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
      id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      start_time: z.optional(z.unknown()),
      instance: lenient(z.object({ id: lenient(z.string()) })),
    }),
  ),
);

/** Looks for a lost backup among the jobs (contract §7.1), in the list of backups and at the instance. */
export const lookup: Lookup<BackupRequest> = {
  reads: (request) => ({
    jobs: {
      route: 'GET /v3/{project_id}/jobs',
      list: { items: 'jobs', size: 50, sizes: [50, 20, 10], offset: 'items' },
    },
    backups: backupsOf(request),
    instances: listInstances('geminidb', [request.instance_id]),
  }),
  judge: (answers, about) => {
    const listed = jobs.safeParse(answers.jobs).data?.map((job) => ({
      id: job?.id,
      name: job?.name,
      began: job?.start_time,
      instance: job?.instance?.id,
    }));
    return judgeBackup('geminidb', answers, listed, about);
  },
};
