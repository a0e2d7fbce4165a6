import * as z from 'zod/mini';
import { isSameId } from '../../shared/huawei/ids.ts';
import { sightOf } from '../../shared/huawei/jobs.ts';
import type { Follow } from '../../shared/terms/follow.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import { parseInstant } from '../../shared/values/time/instant.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';
import { listTasksOf } from './tasks.ts';

const tasks = z.lazy(() => eachOf(z.looseObject({ task_id: z.string(), instance_id: z.string() })));

/**
 * A hotfix is no job: it stands among the schedule-tasks, where several instances may share its id (contract §3). No page says
 * how long one takes: half of the time in which it has to end is assumed.
 */
export const follow: Follow<z.infer<typeof request>> = {
  within_ms: 2 * HOUR,
  takes_ms: HOUR,
  starts: ({ start_time }) => parseInstant(start_time)?.at,
  reads: ({ target }) => ({ tasks: listTasksOf(target) }),
  see: (answers, { target, job_id }) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return undefined;
    const task = read.data.find((one) => one?.task_id === job_id && isSameId(one.instance_id, target));
    if (task) return sightOf(task);
    return read.data.includes(undefined) ? undefined : 'missing';
  },
};
