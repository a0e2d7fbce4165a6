import { jobKey } from '../../shared/ledger/entry/following.ts';
import type { Ending, Job } from '../../shared/ledger/entry/job.ts';
import { operationsWith } from '../world/cases.ts';
import { type Evidence, isSentOn, outcomesIn, type Wrong } from './judge.ts';
import type { FinalEntry } from './ledger-scan.ts';
import { type Truth, wordAt } from './truth.ts';

/** Those whose failed jobs give no reason. */
const SILENT = await operationsWith('failsWithoutReason');

/** How the accepted jobs ended, and what is wrong with it. */
export interface JudgedEnds {
  readonly wrongs: readonly Wrong[];
  readonly counts: ReadonlyMap<string, number>;
  /** Ends whose one log line was lost with the process that was to print it. */
  readonly unprinted: number;
}

/**
 * Compares every end with what the cloud really did: each accepted job has an entry and one end, and none is false. A read
 * may be `lateMs` later than the time that the end gives.
 */
export function judgeEnds({ entries, lives }: Evidence, truth: Truth, lateMs: number): JudgedEnds {
  const wrongs: Wrong[] = [];
  const counts = new Map<string, number>();
  let unprinted = 0;
  for (const entry of entries.filter((one) => !isSentOn(one))) {
    const { request_id, jobs = [] } = entry;
    const add = (what: Wrong['what'], detail: string) => wrongs.push({ what, request_id, detail });
    const known = new Set(jobs.map(jobKey));
    for (const { target, verdict, job_id = '' } of Object.values(entry.targets).flatMap(outcomesIn)) {
      if (verdict === 'accepted' && !known.has(jobKey({ target, job_id })))
        add('no end', `nobody follows ${job_id} on ${target}`);
      if (verdict === 'already_done' && !truth.promised(entry, target, Date.now()))
        add('false success', `${target} is said to be done already, and is not`);
    }
    for (const job of jobs) {
      const lines = lives.get(request_id)?.ends.get(`${job.target} ${job.job_id}`) ?? [];
      counts.set(job.end?.end ?? 'open', (counts.get(job.end?.end ?? 'open') ?? 0) + 1);
      if (!job.end) {
        add('no end', `${job.job_id} on ${job.target} is still followed`);
        continue;
      }
      if (lines.length === 0) unprinted += 1;
      if (lines.length > 1 || lines.some((line) => line !== job.end?.end))
        add(
          'two ends',
          `${job.job_id} on ${job.target}: the ledger says ${job.end.end}, the log ${lines.join()}`,
        );
      const wrong = falsehood(entry, job, job.end, truth, lateMs);
      if (wrong) add('false end', `${job.job_id} on ${job.target}: ${wrong}; ${JSON.stringify(job)}`);
    }
  }
  return { wrongs, counts, unprinted };
}

/** Why an end is not so; undefined when it is. */
function falsehood(
  entry: FinalEntry,
  { target, job_id, deadline, completed_at }: Job,
  { end, at, reason = '' }: Ending,
  truth: Truth,
  lateMs: number,
): string | undefined {
  const work = truth.workOf(target, job_id);
  if (!work) return 'the cloud has no such job';
  // Good news may be a moment younger than the time it bears, bad news must have been true then.
  const [word, later] = [wordAt(work, at), wordAt(work, at + lateMs)];
  const completed =
    completed_at !== undefined && (wordAt(work, completed_at + lateMs) ?? 'Completed') === 'Completed';
  const before = entry.baselines?.[target];
  // Where the cloud did not answer until long after it was time, nobody knows; then it is said like this.
  const unasked = reason.includes('could not be asked');
  switch (end) {
    case 'succeeded':
      if (!truth.promised(entry, target, at + lateMs)) return 'what was asked for is not there';
      return completed && before && !before.promised ? undefined : 'nothing proved it';
    case 'failed':
      if (later !== 'Failed') return `the cloud says ${later}`;
      return SILENT.has(entry.operation) || reason === work.fail_reason
        ? undefined
        : `the cloud's reason is ${work.fail_reason}`;
    case 'canceled':
      return later === 'Canceled' ? undefined : `the cloud says ${later}`;
    case 'timed_out':
      if (at < deadline) return `its deadline is ${deadline - at} ms later`;
      // What is gone by the time it is read was seen gone.
      if (unasked || later === undefined) return undefined;
      return word === undefined || word === 'Running' || word === 'Pending'
        ? undefined
        : `the cloud said ${word} by then`;
    case 'completed_unchanged':
      if (!completed) return `the cloud says ${later}`;
      return truth.promised(entry, target, at) ? 'what was asked for was there by then' : undefined;
    case 'completed_unproven':
      if (!completed) return `the cloud says ${later}`;
      return before && !before.promised && !unasked && !truth.unprovable(target)
        ? 'it could have been proven'
        : undefined;
  }
}
