import { serviceOf } from '../huawei/services/services.ts';
import { type Entry, outcomesOf, settledStatus } from '../ledger/entry/entry.ts';
import { jobKey, settledKey } from '../ledger/entry/following.ts';
import type { Ending, Job } from '../ledger/entry/job.ts';
import { requestKey } from '../ledger/keys.ts';
import type { BusEvent } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { redact } from '../values/redact.ts';
import { iso } from '../values/time/instant.ts';
import { MINUTE } from '../values/time/units.ts';

/** The version of the events' details; it grows when a field changes its meaning. */
const VERSION = 1;

/** The events of an entry that the bus still has to take, each with one sentence for people; secrets masked. */
export const eventsOf = (operation: Operation, entry: Entry): BusEvent[] =>
  (entry.events ?? []).flatMap((key) => {
    if (entry.settled_at !== undefined && key === settledKey(entry.settled_at)) {
      return [settledEvent(operation, entry, key, entry.settled_at)];
    }
    const job = (entry.jobs ?? []).find((one) => jobKey(one) === key);
    return job?.end ? [endedEvent(operation, entry, job, job.end)] : [];
  });

/** How a job ended in one sentence, as in "GeminiDB …in13: the patch failed after 12 min: out of memory". */
export function sentenceOf(
  { service, work }: Operation,
  job: Job,
  { end, at, reason, before, after }: Ending,
): string {
  const after_ms = at - job.starts_at;
  const when = after_ms < 0 ? 'before it started' : `after ${Math.round(after_ms / MINUTE)} min`;
  const change = before && after && before !== after ? ` (${before} → ${after})` : '';
  const why = reason ? `: ${reason}` : '';
  return `${serviceOf(service).label} ${job.target}: the ${work} ${ENDED[end]} ${when}${change}${why}`;
}

const ENDED: Readonly<Record<Ending['end'], string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'was canceled',
  timed_out: 'was not seen to end',
  completed_unchanged: 'changed nothing',
  completed_unproven: 'completed without proof',
};

function settledEvent(operation: Operation, entry: Entry, key: string, at: number): BusEvent {
  const outcomes = outcomesOf(entry);
  const status = settledStatus(entry);
  const sentence = `${operation.work} ${entry.request_id} was settled as ${status}: ${outcomes
    .map(({ target, verdict, reason }) =>
      [target, verdict.replace('_', ' '), reason && `(${reason})`].filter(Boolean).join(' '),
    )
    .join('; ')}`;
  return {
    key,
    detailType: 'Upkeep Request Settled',
    at,
    detail: redact({
      ...about(operation, entry, key),
      status,
      outcomes,
      settled_at: iso(at),
      sentence,
    }),
  };
}

function endedEvent(operation: Operation, entry: Entry, job: Job, ending: Ending): BusEvent {
  const { target, job_id, accepted_at, starts_at } = job;
  const { end, at, ...words } = ending;
  return {
    key: jobKey(job),
    detailType: 'Upkeep Job Ended',
    at,
    detail: redact({
      ...about(operation, entry, jobKey(job)),
      target,
      job_id,
      end,
      ...words,
      accepted_at: iso(accepted_at),
      started_at: iso(starts_at),
      ended_at: iso(at),
      sentence: sentenceOf(operation, job, ending),
    }),
  };
}

/** What every event says of its request; delivered more than once it keeps its `event_id`. */
function about({ name, service }: Operation, entry: Entry, key: string) {
  const { request_id, region, project_id, triggered_at, sender, intent } = entry;
  const { change_id, requested_by, reason: asked_because } = intent;
  return {
    version: VERSION,
    event_id: `${requestKey(name, project_id, request_id)}#${key}`,
    operation: name,
    service,
    request_id,
    region,
    project_id,
    triggered_at: iso(triggered_at),
    ...(sender && { sender }),
    ...(change_id !== undefined && { change_id }),
    ...(requested_by !== undefined && { requested_by }),
    ...(asked_because !== undefined && { asked_because }),
  };
}
