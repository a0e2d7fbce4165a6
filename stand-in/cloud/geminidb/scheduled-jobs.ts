import type { Handler } from '../exchange.ts';
import { workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { busyError, noSuchJob, Refusal } from '../refusal.ts';
import { vendorTime } from '../times.ts';
import { endedAt, workStatus } from '../work.ts';

/** `GET /scheduled-jobs`: the last 7 days by default (contract §7.1). A test puts tasks into `state.tasks`. */
export const listNosqlTaskList: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const window = { days: Number.POSITIVE_INFINITY, defaultDays: 7 };
  const works = listable(workOfProject(exchange, 'geminidb', 'tasks'), query, now, window);
  const statuses = ['Pending', 'Running', 'Completed', 'Failed', 'Canceled'];
  const found = withStatus(works, query.job_status, statuses, now).filter(
    (task) => !query.job_name || task.name === query.job_name,
  );
  const schedules = pageOf(found, query, { limits: { max: 100 }, limit: 10 }).map((task) => {
    const instance = state.instances.get(task.instance_id);
    const ended = endedAt(task, now);
    return {
      job_id: task.id,
      job_name: task.name,
      job_status: workStatus(task, now),
      instance_id: task.instance_id,
      instance_name: instance?.name ?? '',
      instance_status: instance?.status ?? '',
      datastore_type: instance?.engine ?? '',
      create_time: vendorTime(task.created),
      start_time: vendorTime(task.starts),
      end_time: ended === undefined ? '' : vendorTime(ended),
    };
  });
  // Declared a string, a number in the sample (contract §7.1): `totalCount` of the state has both.
  return { status: 200, body: { schedules, total_count: found.length } };
};

/** `DELETE /scheduled-jobs/{job_id}`: 204 (contract §7.1); its refusals are inferences [I]. */
export const cancelInstanceScheduleWindow: Handler = ({ state, params, now }) => {
  const tasks = state.tasks
    .by('id', params.job_id ?? '')
    .filter((task) => task.service === 'geminidb' && task.project_id === params.project_id);
  if (tasks.length === 0) throw noSuchJob();
  if (tasks.some((task) => workStatus(task, now) !== 'Pending')) throw new Refusal(busyError('geminidb'));
  for (const task of tasks) task.cancels = now;
  return { status: 204 };
};
