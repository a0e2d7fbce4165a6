import type { Entry } from '../ledger/entry/entry.ts';
import type { End, Job } from '../ledger/entry/job.ts';
import { sentenceOf } from '../telling/events/job-ended.ts';
import { metricsOf, printLine } from '../telling/log.ts';
import type { Operation } from '../terms/operation.ts';
import { redact } from '../values/redact.ts';

const LEVEL: Readonly<Record<End, 'INFO' | 'WARN' | 'ERROR'>> = {
  succeeded: 'INFO',
  canceled: 'WARN',
  completed_unproven: 'WARN',
  failed: 'ERROR',
  timed_out: 'ERROR',
  completed_unchanged: 'ERROR',
};

const METRICS = metricsOf({
  jobs_ended: 'Count',
  ...Object.fromEntries(Object.keys(LEVEL).map((end) => [`jobs_${end}`, 'Count' as const])),
  job_duration_ms: 'Milliseconds',
});

/** Prints the one line of a job's end; its duration counts from the job's start, and is 0 for one that never started. */
export function logEnd(operation: Operation, entry: Entry, job: Job): void {
  const { target, job_id, starts_at, looks, end: ending } = job;
  if (!ending) return;
  const { end, at, ...words } = ending;
  const { region, project_id, request_id, intent } = entry;
  const { change_id, requested_by } = intent;
  const counts = Object.fromEntries(Object.keys(LEVEL).map((one) => [`jobs_${one}`, one === end ? 1 : 0]));
  const fields = redact({
    operation: operation.name,
    request_id,
    region,
    project_id,
    target,
    job_id,
    end,
    ...words,
    sentence: sentenceOf(operation, job, ending),
    looks,
    ...(change_id !== undefined && { change_id }),
    ...(requested_by !== undefined && { requested_by }),
  });
  const numbers = { jobs_ended: 1, ...counts, job_duration_ms: Math.max(0, at - starts_at) };
  printLine(LEVEL[end], { ...fields, ...numbers }, METRICS, [['operation'], ['operation', 'end']]);
}

/** Prints that a look or a hand-over failed; the sweep brings it back. */
export function logFailure(
  about: { request_id?: string; operation?: string } | undefined,
  error: unknown,
): void {
  const reason = error instanceof Error ? error.message : String(error);
  const { request_id, operation: of } = about ?? {};
  const fields = redact({ operation: 'follow-job', of, request_id, reason, failed: 1 });
  printLine('ERROR', fields, metricsOf({ failed: 'Count' }), [['operation']]);
}
