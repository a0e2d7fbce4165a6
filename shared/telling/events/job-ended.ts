import * as z from 'zod/mini';
import { serviceOf } from '../../huawei/services/services.ts';
import type { Entry } from '../../ledger/entry/entry.ts';
import { jobKey } from '../../ledger/entry/following.ts';
import type { End, Ending, Job } from '../../ledger/entry/job.ts';
import type { BusEvent } from '../../platform/ports.ts';
import type { Operation } from '../../terms/operation.ts';
import { oneOf } from '../../terms/words.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import { MINUTE } from '../../values/time/units.ts';
import { called, type Names, namesField } from '../names.ts';
import { aboutRequest, requestFields } from './about-request.ts';
import { type EventKind, maybe, text, time } from './kind.ts';

const ENDED: Readonly<Record<End, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'was canceled',
  timed_out: 'was not seen to end',
  completed_unchanged: 'changed nothing',
  completed_unproven: 'completed without proof',
};

export const jobEnded: EventKind = {
  detailType: 'Upkeep Job Ended',
  written: 'when a job of the cloud has ended, with what ran before and after',
  mail: true,
  became: ({ end }) => (end === 'succeeded' ? 'well' : end === 'canceled' ? 'otherwise' : 'badly'),
  detail: () =>
    z.looseObject({
      ...requestFields(),
      target: text(),
      job_id: text(),
      end: oneOf(ENDED),
      reason: maybe(),
      before: maybe(),
      after: maybe(),
      accepted_at: time(),
      started_at: time(),
      ended_at: time(),
    }),
};

/** The event of a job of an entry, and of how it ended. */
export function endedEvent(
  operation: Operation,
  entry: Entry,
  job: Job,
  ending: Ending,
  names: Names,
): BusEvent {
  const { target, job_id, accepted_at, starts_at } = job;
  const { end, at, ...words } = ending;
  return {
    key: jobKey(job),
    detailType: jobEnded.detailType,
    at,
    detail: redact({
      ...aboutRequest(operation, entry, jobKey(job)),
      target,
      ...namesField([target], names),
      job_id,
      end,
      ...words,
      accepted_at: iso(accepted_at),
      started_at: iso(starts_at),
      ended_at: iso(at),
      sentence: sentenceOf(operation, job, ending, names),
    }),
  };
}

/** How a job ended in one sentence, as in "GeminiDB …in13: the patch failed after 12 min: out of memory". */
export function sentenceOf(
  { service, work }: Operation,
  job: Job,
  { end, at, reason, before, after }: Ending,
  names: Names = new Map(),
): string {
  const after_ms = at - job.starts_at;
  const when = after_ms < 0 ? 'before it started' : `after ${Math.round(after_ms / MINUTE)} min`;
  const change = before && after && before !== after ? ` (${before} → ${after})` : '';
  const why = reason ? `: ${reason}` : '';
  return `${serviceOf(service).label} ${called(job.target, names)}: the ${work} ${ENDED[end]} ${when}${change}${why}`;
}
