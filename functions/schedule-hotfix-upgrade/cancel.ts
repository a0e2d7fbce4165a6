import * as z from 'zod/mini';
import { sightOf } from '../../shared/huawei/jobs.ts';
import type { Cancel } from '../../shared/terms/cancel.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import { listTasks } from './tasks.ts';

const tasks = z.lazy(() => eachOf(z.looseObject({ task_id: z.string(), instance_id: lenient(z.string()) })));

/**
 * A task that has not started can be canceled: `PUT …/schedule-task/{task_id}/cancel`, for all instances that share its id
 * (contract §3). That only a Pending one can be is inferred.
 */
export const cancel: Cancel = {
  route: 'PUT /v3/{project_id}/instances/schedule-task/{task_id}/cancel',
  fields: (task_id) => ({ task_id }),
  reads: () => ({ tasks: listTasks() }),
  concerned: (answers, job_id) => {
    const read = tasks.safeParse(answers.tasks);
    if (!read.success) return undefined;
    const ours = read.data.filter((task) => !task || task.task_id === job_id);
    const shown = ours.flatMap((task) => {
      const sight = sightOf(task);
      const pending = sight?.word.toLowerCase() === 'pending';
      return sight && task?.instance_id ? [{ target: task.instance_id, sight, pending }] : [];
    });
    // Nobody must be canceled along unseen.
    return shown.length === ours.length ? shown : undefined;
  },
};
