import * as z from 'zod/mini';
import type { Follow } from '../../shared/follow.ts';
import { sightOf } from '../../shared/huawei/jobs.ts';
import { parseInstant } from '../../shared/values/time/instant.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';
import { listTasks } from './tasks.ts';

const tasks = z.lazy(() => z.array(z.looseObject({ task_id: z.unknown(), instance_id: z.unknown() })));

/** A hotfix is no job: it stands among the schedule-tasks, where several instances may share its id (contract §3). */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 2 * HOUR,
  starts: ({ start_time }) => parseInstant(start_time)?.at,
  reads: () => ({ tasks: listTasks() }),
  see: (answers, { target, job_id }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return undefined;
    const task = read.data.find(({ task_id, instance_id }) => task_id === job_id && instance_id === target);
    return task ? sightOf(task) : 'missing';
  },
};
