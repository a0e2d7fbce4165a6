import type { Handler } from '../exchange.ts';
import { workOfProject } from '../lookup.ts';
import { listable, pageOf, timeParameter, withStatus } from '../paging.ts';
import { parameterError } from '../refusal.ts';
import { shownJob } from '../shown-job.ts';
import { isVisible } from '../work.ts';

const WINDOW_DAYS = 30;

/** `GET /jobs`: always a list, empty for an unknown id, over at most 30 days (contract §7.1). */
export const listJobs: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const to = timeParameter(query, 'end_time') ?? now;
  const from = timeParameter(query, 'start_time');
  if (from !== undefined && to - from > WINDOW_DAYS * 86_400_000)
    throw parameterError('start_time is invalid.');

  const works = query.id
    ? [state.jobs.get(query.id)].filter(
        (job) =>
          job?.service === 'geminidb' && job.project_id === exchange.params.project_id && isVisible(job, now),
      )
    : listable(workOfProject(exchange, 'geminidb', 'jobs'), query, now, {
        days: Number.POSITIVE_INFINITY,
        defaultDays: WINDOW_DAYS,
      });
  const found = withStatus(
    works.filter((job) => job !== undefined),
    query.status,
    ['Running', 'Completed', 'Failed'],
    now,
  ).filter((job) => !query.name || job.name === query.name);
  const jobs = pageOf(found, query, { limits: [10, 20, 50], limit: 50 }).map((job) => {
    const shown = shownJob(state, job, now);
    return shown.without({
      id: job.id,
      name: job.name,
      status: shown.status,
      start_time: shown.created,
      end_time: shown.ended ?? '',
      progress: shown.progress,
      instance: { id: job.instance_id, name: shown.instance_name },
      fail_reason: shown.failure ?? '',
    });
  });
  return { status: 200, body: { jobs, total_count: found.length } };
};
