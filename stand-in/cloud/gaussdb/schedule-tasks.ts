import { spelled } from '../drift.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { dbsError, noSuchJob, Refusal } from '../refusal.ts';
import { taskKey } from '../state.ts';
import { vendorTime } from '../times.ts';
import { isVisible, type Work, workStatus } from '../work.ts';

const STATUSES = ['Running', 'Completed', 'Failed', 'Pending', 'Canceled'];

/** `GET /instances/schedule-tasks`: the last month's scheduled tasks (contract §3). */
export const listScheduleTask: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const works = listable(workOfProject(exchange, 'gaussdb', 'tasks'), query, now, { days: 31 });
  const found = withStatus(works, query.status, STATUSES, now).filter(
    (task) => !query.name || task.name === query.name,
  );
  const tasks = pageOf(found, query, { limits: { max: 100 }, limit: 100 }).map((task) => {
    const { status, without } = spelled(state, task, now);
    // Neither progress nor the reason of a failure is among the documented fields (contract §3).
    return without({
      task_id: task.id,
      task_name: task.name, // OpenAPI's sample has localised text here (contract §3)
      status,
      create_time: vendorTime(task.created),
      start_time: vendorTime(task.starts),
      instance_id: task.instance_id,
      instance_name: state.instances.get(task.instance_id)?.name ?? '',
      task_content: contentOf(task, state.taskContent),
    });
  });
  return { status: 200, body: { tasks, total_count: found.length } };
};

/** An object in OpenAPI, a string in every SDK; its fields are nowhere documented [?]. */
const contentOf = ({ change }: Work, form: 'object' | 'text') => {
  const content = change.kind === 'hotfix' ? { target_version: change.versions.join(',') } : {};
  return form === 'text' ? JSON.stringify(content) : content;
};

/** `PUT …/schedule-task/{task_id}/cancel`: 200 without a body, for all instances that share the id (contract §3). */
export const cancelScheduleTask: Handler = (exchange) => {
  const open = tasksOfPath(exchange).filter((task) => workStatus(task, exchange.now) !== 'Canceled');
  if (open.length === 0 || open.some((task) => workStatus(task, exchange.now) !== 'Pending')) {
    // That a started or cancelled task cannot be cancelled, and how that is said, is an inference [I].
    throw new Refusal(dbsError(409, 'DBS.200011', 'The status of the task does not allow the operation.'));
  }
  for (const task of open) task.cancels = exchange.now;
  return { status: 200 };
};

/** `DELETE …/schedule-task/{task_id}`: deletes the record, 200 without a body (contract §3). */
export const deleteScheduleTask: Handler = (exchange) => {
  for (const task of tasksOfPath(exchange)) exchange.state.tasks.delete(taskKey(task));
  return { status: 200 };
};

/** An unknown id is answered as an unknown job [I]. */
const tasksOfPath = ({ state, params, now }: Exchange): Work[] => {
  const tasks = state.tasks
    .by('id', params.task_id ?? '')
    .filter((task) => task.service === 'gaussdb' && task.project_id === params.project_id)
    .filter((task) => isVisible(task, now));
  if (tasks.length === 0) throw noSuchJob();
  return tasks;
};
