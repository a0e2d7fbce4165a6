import type { Handler } from '../exchange.ts';
import { exactFields, textField } from '../fields.ts';
import { instanceOfPath, workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { parameterError } from '../refusal.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';
import { endedAt, type Work, workStatus } from '../work.ts';
import type { WorkStatus } from '../work-status.ts';

/** `GET /scheduled-jobs` (contract §7.1). No API of ours fills it; a test puts tasks into `state.tasks`. */
export const listScheduleJobs: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const works = listable(workOfProject(exchange, 'taurusdb', 'tasks'), query, now, { days: 31 });
  const statuses = ['Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled'];
  const found = withStatus(works, query.status, statuses, now)
    .filter((task) => !query.job_name || task.name === query.job_name)
    .filter((task) => !query.job_id || task.id === query.job_id)
    .filter((task) => !query.instance_id || task.instance_id === query.instance_id);
  // Docs: an index from 0. The SDK's default of 1 would hide the newest (contract §7.1).
  const schedules = pageOf(found, query, { limits: { max: 100 }, limit: 100 }).map((task) => {
    const instance = state.instances.get(task.instance_id);
    const ended = endedAt(task, now);
    return {
      job_id: task.id,
      job_name: task.name,
      job_status: workStatus(task, now),
      instance_id: task.instance_id,
      instance_name: instance?.name ?? '',
      instance_status: instance ? statusOf(state, instance, now) : '',
      proxy_id: task.proxy_id ?? '',
      proxy_name: state.proxies.get(task.proxy_id ?? '')?.name ?? '',
      create_time: vendorTime(task.created),
      start_time: vendorTime(task.starts),
      end_time: ended === undefined ? '' : vendorTime(ended),
      target_config: {},
    };
  });
  return { status: 200, body: { schedules, total_count: found.length } };
};

/** `DELETE /scheduled-jobs`: 200 with the ids of those cancelled (contract §7.1). */
export const cancelScheduleTask: Handler = ({ state, params, body, now }) => {
  const { job_ids } = exactFields(body, ['job_ids']);
  if (!Array.isArray(job_ids)) throw parameterError('job_ids is invalid.');
  const canceled = job_ids.filter((id): id is string => {
    const tasks = state.tasks
      .by('id', String(id))
      .filter((task) => task.project_id === params.project_id && workStatus(task, now) === 'Pending');
    for (const task of tasks) task.cancels = now;
    return tasks.length > 0;
  });
  return { status: 200, body: { job_ids: canceled } };
};

// contract §4: upper-case words and epoch ints, unlike every other listing
const WORDS: Record<WorkStatus, string> = {
  Pending: 'WAITING',
  Running: 'RUNNING',
  Completed: 'SUCCESS',
  Failed: 'FAIL',
  Canceled: 'CANCELED',
};

/** `POST …/schedule-tasks/exist`: whether such a task is waiting or running (contract §4). */
export const checkScheduleTaskExist: Handler = (exchange) => {
  const { state, body, now } = exchange;
  const instance = instanceOfPath(exchange, 'taurusdb');
  const { schedule_type, proxy_id } = asked(body);
  const open = state.tasks
    .by('instance', instance.id)
    .filter((task) => task.name === schedule_type && ['Pending', 'Running'].includes(workStatus(task, now)))
    .filter((task) => proxy_id === undefined || task.proxy_id === proxy_id);
  const scheduled_tasks = open.map((task: Work, index) => ({
    task_id: task.id,
    task_name: task.name,
    task_status: WORDS[workStatus(task, now)],
    create_time: task.created,
    start_time: task.starts,
    end_time: task.ends === Number.POSITIVE_INFINITY ? 0 : task.ends,
    instance_id: instance.id,
    instance_name: instance.name,
    instance_status: instance.status === 'ACTIVE' ? 'NORMAL' : 'MODIFYING',
    proxy_id: task.proxy_id ?? '',
    proxy_name: state.proxies.get(task.proxy_id ?? '')?.name ?? '',
    target_config: {},
    task_order: index,
  }));
  return { status: 200, body: { exist: open.length > 0, scheduled_tasks } };
};

const TYPES = /^(PROXY_VERSION_UPGRADE|VERSION_UPGRADE|RESIZE_FLAVOR|REBOOT_NODE|REBOOT_INSTANCE)$/;

const asked = (body: unknown) => {
  const withProxy = typeof body === 'object' && body !== null && 'proxy_id' in body;
  const fields = exactFields(body, withProxy ? ['schedule_type', 'proxy_id'] : ['schedule_type']);
  return {
    schedule_type: textField(fields, 'schedule_type', TYPES),
    proxy_id: withProxy ? textField(fields, 'proxy_id') : undefined,
  };
};
