import { spelled } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { jobOfQuery, workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';
import { endedAt, workStatus } from '../work.ts';

/** `GET /jobs?id=`: one `job` object, with `process` for progress (contract §7.1). */
export const showGaussMySqlJobInfo: Handler = (exchange) => {
  const { state, now } = exchange;
  const job = jobOfQuery(exchange, 'taurusdb');
  const ended = endedAt(job, now);
  const { status, progress, without } = spelled(state, job, now);
  return {
    status: 200,
    body: {
      job: without({
        id: job.id,
        name: job.name,
        status,
        created: vendorTime(job.created),
        ...(ended === undefined ? {} : { ended: vendorTime(ended) }),
        process: progress,
        instance: { id: job.instance_id, name: state.instances.get(job.instance_id)?.name ?? '' },
        ...(job.proxy_id === undefined ? {} : { entities: { proxy_id: job.proxy_id } }), // content unknown [?]
        ...(workStatus(job, now) === 'Failed' ? { fail_reason: job.fail_reason } : {}),
      }),
    },
  };
};

/** `GET /immediate-jobs`: the last month's jobs (contract §7.1). */
export const listImmediateJobs: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const works = listable(workOfProject(exchange, 'taurusdb', 'jobs'), query, now, { days: 31 });
  const statuses = ['Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled'];
  const found = withStatus(works, query.status, statuses, now)
    .filter((job) => !query.job_name || job.name === query.job_name)
    .filter((job) => !query.job_id || job.id === query.job_id);
  const jobs = pageOf(found, query, { limits: [10, 20, 50], limit: 10, unit: state.immediateJobsOffset }).map(
    (job) => {
      const instance = state.instances.get(job.instance_id);
      const ended = endedAt(job, now);
      const { status, progress, without } = spelled(state, job, now);
      return without({
        job_id: job.id,
        job_name: job.name,
        status,
        process: progress,
        created_time: vendorTime(job.created),
        ended_time: ended === undefined ? '' : vendorTime(ended),
        fail_reason: workStatus(job, now) === 'Failed' ? job.fail_reason : '',
        order_id: '',
        instance_id: job.instance_id,
        instance_name: instance?.name ?? '',
        instance_status: instance ? statusOf(state, instance, now) : '',
        show_detail: false,
      });
    },
  );
  return {
    status: 200,
    body: { jobs, total_count: found.length, action_names: [...new Set(found.map((job) => job.name))] },
  };
};
