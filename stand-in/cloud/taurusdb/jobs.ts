import type { Handler } from '../exchange.ts';
import { jobOfQuery, workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { shownJob } from '../shown-job.ts';

/** `GET /jobs?id=`: one `job` object, with `process` for progress (contract §7.1). */
export const showGaussMySqlJobInfo: Handler = (exchange) => {
  const { state, now } = exchange;
  const job = jobOfQuery(exchange, 'taurusdb');
  const shown = shownJob(state, job, now);
  return {
    status: 200,
    body: {
      job: shown.without({
        id: job.id,
        name: job.name,
        status: shown.status,
        created: shown.created,
        ...(shown.ended !== undefined && { ended: shown.ended }),
        process: shown.progress,
        instance: { id: job.instance_id, name: shown.instance_name },
        ...(job.proxy_id === undefined ? {} : { entities: { proxy_id: job.proxy_id } }), // content unknown [?]
        ...(shown.failure !== undefined && { fail_reason: shown.failure }),
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
      const shown = shownJob(state, job, now);
      return shown.without({
        job_id: job.id,
        job_name: job.name,
        status: shown.status,
        process: shown.progress,
        created_time: shown.created,
        ended_time: shown.ended ?? '',
        fail_reason: shown.failure ?? '',
        order_id: '',
        instance_id: job.instance_id,
        instance_name: shown.instance_name,
        instance_status: shown.instance_status,
        show_detail: false,
      });
    },
  );
  return {
    status: 200,
    body: { jobs, total_count: found.length, action_names: [...new Set(found.map((job) => job.name))] },
  };
};
