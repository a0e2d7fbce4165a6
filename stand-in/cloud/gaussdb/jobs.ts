import type { Handler } from '../exchange.ts';
import { jobOfQuery, workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { shownJob } from '../shown-job.ts';

/** `GET /jobs?id=`: one `job` object (contract §7.1). */
export const showJobDetail: Handler = (exchange) => {
  const { state, now } = exchange;
  const job = jobOfQuery(exchange, 'gaussdb');
  const shown = shownJob(state, job, now);
  return {
    status: 200,
    body: {
      job: shown.without({
        id: job.id,
        name: job.name,
        status: shown.status,
        created: shown.created,
        ended: shown.ended ?? '',
        progress: shown.progress,
        instance: { id: job.instance_id, name: shown.instance_name },
        // Required by the vendor's model.
        fail_reason: shown.failure ?? '',
      }),
    },
  };
};

/** `GET /tasks`: the task centre's immediate jobs of the last month, with `process` for progress (contract §7.1). */
export const listTasks: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const works = listable(workOfProject(exchange, 'gaussdb', 'jobs'), query, now, { days: 31 });
  const found = withStatus(works, query.status, ['Running', 'Completed', 'Failed'], now).filter(
    (job) => !query.name || job.name === query.name,
  );
  const tasks = pageOf(found, query, { limits: { max: 100 }, limit: 100 }).map((job) => {
    const shown = shownJob(state, job, now);
    return shown.without({
      job_id: job.id,
      name: job.name,
      status: shown.status,
      process: shown.ended === undefined ? shown.progress : null,
      fail_reason: shown.failure ?? null,
      created_at: shown.created, // ISO in the docs, epoch ms in OpenAPI's sample (contract §7.1)
      ended_at: shown.ended ?? null,
      instance_info: {
        instance_id: job.instance_id,
        instance_name: shown.instance_name,
        instance_status: shown.instance_status,
      },
    });
  });
  return { status: 200, body: { tasks, total_count: found.length } };
};
