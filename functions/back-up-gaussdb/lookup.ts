import * as z from 'zod/mini';
import { judgeBackup } from '../../shared/huawei/backups/lookup.ts';
import type { BackupRequest } from '../../shared/huawei/backups/request.ts';
import { listInstances } from '../../shared/huawei/instances.ts';
import type { Lookup } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import { backupsOf } from './list.ts';

const tasks = z.lazy(() =>
  eachOf(
    z.object({
      job_id: z.optional(z.unknown()),
      name: z.optional(z.unknown()),
      created_at: z.optional(z.unknown()),
      instance_info: lenient(z.object({ instance_id: lenient(z.string()) })),
    }),
  ),
);

/** Looks for a lost backup in the task centre (contract §7.1), in the list of backups and at the instance. */
export const lookup: Lookup<BackupRequest> = {
  reads: (request) => ({
    tasks: { route: 'GET /v3/{project_id}/tasks', list: { items: 'tasks', size: 100, offset: 'items' } },
    backups: backupsOf(request),
    instances: listInstances('gaussdb', [request.instance_id]),
  }),
  judge: (answers, about) => {
    const jobs = tasks.safeParse(answers.tasks).data?.map((task) => ({
      id: task?.job_id,
      name: task?.name,
      began: task?.created_at,
      instance: task?.instance_info?.instance_id,
    }));
    return judgeBackup('gaussdb', answers, jobs, about);
  },
};
