import { spelled } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { jobOfQuery, workOfProject } from '../lookup.ts';
import { listable, pageOf, withStatus } from '../paging.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';
import { endedAt, workStatus } from '../work.ts';

/** `GET /jobs?id=`: one `job` object (contract §7.1). */
export const showJobDetail: Handler = (exchange) => {
  const { state, now } = exchange;
  const job = jobOfQuery(exchange, 'gaussdb');
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
        ended: ended === undefined ? '' : vendorTime(ended),
        progress,
        instance: { id: job.instance_id, name: state.instances.get(job.instance_id)?.name ?? '' },
        // Required by the vendor's model.
        fail_reason: workStatus(job, now) === 'Failed' ? job.fail_reason : '',
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
    const instance = state.instances.get(job.instance_id);
    const ended = endedAt(job, now);
    const { status, progress, without } = spelled(state, job, now);
    return without({
      job_id: job.id,
      name: job.name,
      status,
      process: ended === undefined ? progress : null,
      fail_reason: workStatus(job, now) === 'Failed' ? job.fail_reason : null,
      created_at: vendorTime(job.created), // ISO in the docs, epoch ms in OpenAPI's sample (contract §7.1)
      ended_at: ended === undefined ? null : vendorTime(ended),
      instance_info: {
        instance_id: job.instance_id,
        instance_name: instance?.name ?? '',
        instance_status: instance ? statusOf(state, instance, now) : '',
      },
    });
  });
  return { status: 200, body: { tasks, total_count: found.length } };
};
