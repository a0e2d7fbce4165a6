import { CANCELED } from '../ledger/entry/cancel.ts';
import { type Entry, ranOut, type TargetState } from '../ledger/entry/entry.ts';
import type { End, Job } from '../ledger/entry/job.ts';
import type { Outcome, Verdict } from '../terms/outcome.ts';
import { utc } from '../values/time/instant.ts';

/** Where a target stands, in one word. */
export type Standing =
  | 'waiting'
  | 'being_sent'
  | 'scheduled'
  | 'running'
  | 'canceled'
  | 'expired'
  | 'sent_on'
  | 'refused'
  | Verdict
  | End;

/** What the ledger knows of one target of a request, or of one of its jobs; times in RFC 3339, UTC. */
export interface RequestRow {
  readonly request_id: string;
  readonly operation: string;
  readonly region: string;
  readonly project_id: string;
  readonly trigger: string;
  readonly sender?: string;
  readonly change_id?: string;
  readonly requested_by?: string;
  readonly asked_at: string;
  readonly target: string;
  readonly status: Standing;
  readonly code?: string;
  readonly reason?: string;
  readonly hint?: string;
  readonly next_at?: string;
  readonly job_id?: string;
  readonly cloud_status?: string;
  readonly progress?: string;
  readonly accepted_at?: string;
  readonly starts_at?: string;
  readonly ended_at?: string;
  /** When it had to have ended, where it was still at work then, and when that was seen. */
  readonly had_to_end_by?: string;
  readonly over_ran_at?: string;
  readonly before?: string;
  readonly after?: string;
  readonly cloud_request_ids: readonly string[];
}

type Part = Partial<RequestRow> & Pick<RequestRow, 'status'>;

/** Every target of the request in its order, a target with several jobs or outcomes more than once; `now` in epoch ms. */
export const rowsOf = (entry: Entry, now: number): RequestRow[] => [
  ...targetRows(entry, now),
  ...refusedRows(entry),
];

/** Intents that came under an id which stands for another one; a row each, of no target. */
function refusedRows(entry: Entry): RequestRow[] {
  return (entry.refused ?? []).map(({ at, trigger, sender, differs_in }) => ({
    ...askedBy(entry, { trigger, sender, at }),
    target: 'another intent under this id',
    status: 'refused',
    reason: `asked for ${utc(at)} by ${[trigger, sender].filter(Boolean).join(', ')}; it differs in ${differs_in}; nothing of it was sent`,
    hint: 'send it under an id of its own',
    cloud_request_ids: [],
  }));
}

/** What every row of a request says of it, and who asked for it when (epoch ms). */
const askedBy = (
  { request_id, operation, region, project_id }: Entry,
  { trigger, sender, at }: Pick<Entry, 'trigger'> & { sender: string | undefined; at: number },
) => ({
  request_id,
  operation,
  region,
  project_id,
  trigger,
  ...(sender && { sender }),
  asked_at: utc(at),
});

function targetRows(entry: Entry, now: number): RequestRow[] {
  const { trigger, sender, triggered_at: at } = entry;
  const { change_id, requested_by } = entry.intent;
  return Object.entries(entry.targets).flatMap(([target, state]) => {
    const about = {
      ...askedBy(entry, { trigger, sender, at }),
      ...(typeof change_id === 'string' && { change_id }),
      ...(typeof requested_by === 'string' && { requested_by }),
      target,
      cloud_request_ids: cloudRequestsFor(entry, target),
    };
    return partsOf(entry, target, state, now).map((part) => ({ ...about, ...part }));
  });
}

function partsOf(entry: Entry, target: string, state: TargetState, now: number): Part[] {
  const next = (at = entry.due_at) => (at === undefined ? {} : { next_at: utc(at) });
  const { baselines, jobs = [] } = entry;
  switch (state.state) {
    case 'waiting':
      return [{ status: 'waiting', ...why(state.outcome), ...next(state.due) }];
    case 'submitting':
      return [{ status: 'being_sent' }];
    case 'unknown':
      return [{ status: 'unknown', ...why(state.outcome), ...next() }];
    case 'done':
      return state.outcomes.map((outcome) => {
        const job = jobs.find((one) => one.target === target && one.job_id === outcome.job_id);
        const before = baselines?.[target]?.shows;
        return job
          ? { ...why(outcome), ...(before && { before }), ...partOf(job, now) }
          : { status: standingOf(outcome, entry), ...why(outcome) };
      });
  }
}

function partOf(job: Job, now: number): Part {
  const { job_id, seen, accepted_at, starts_at, look_at, ends_by, over_ran, end } = job;
  const { at, end: ended, ...words } = end ?? {};
  return {
    status: ended ?? (now < starts_at ? 'scheduled' : 'running'),
    job_id,
    accepted_at: utc(accepted_at),
    starts_at: utc(starts_at),
    ...(seen && { cloud_status: seen.word, ...(seen.progress && { progress: seen.progress }) }),
    ...(ends_by !== undefined &&
      over_ran !== undefined && { had_to_end_by: utc(ends_by), over_ran_at: utc(over_ran) }),
    ...(at === undefined ? { next_at: utc(look_at) } : { ended_at: utc(at) }),
    ...words,
  };
}

const why = ({ code, reason, hint }: Partial<Outcome> = {}) => ({
  ...(code && { code }),
  ...(reason && { reason }),
  ...(hint && { hint }),
});

function standingOf(outcome: Outcome, { expired }: Entry): Standing {
  const { verdict, code } = outcome;
  if (verdict !== 'not_sent') return verdict;
  if (code === CANCELED || code === 'sent_on') return code;
  return expired && ranOut(outcome) ? 'expired' : verdict;
}

/** The cloud's ids of the requests that concerned a target, as far as its history goes back. */
const cloudRequestsFor = ({ history = [] }: Entry, target: string): string[] =>
  history.flatMap(({ targets, cloud_request_ids = [] }) =>
    !targets || targets.includes(target) ? cloud_request_ids : [],
  );

/** What a target comes to so far: what was asked for, something that is still open, something nobody knows, or not that. */
export type Result = 'done' | 'open' | 'unknown' | 'not_done';

const RESULTS: Readonly<Record<Standing, Result>> = {
  succeeded: 'done',
  already_done: 'done',
  accepted: 'done',
  sent_on: 'done',
  waiting: 'open',
  being_sent: 'open',
  scheduled: 'open',
  running: 'open',
  unknown: 'unknown',
  timed_out: 'unknown',
  completed_unproven: 'unknown',
  rejected: 'not_done',
  not_sent: 'not_done',
  refused: 'not_done',
  canceled: 'not_done',
  expired: 'not_done',
  failed: 'not_done',
  completed_unchanged: 'not_done',
};

/** What a row comes to; one that was sent on is open until its part is among the rows. */
export const resultOf = (row: RequestRow, rows: readonly RequestRow[]): Result =>
  row.status === 'sent_on' && !rows.some(isPartOf(row)) ? 'open' : RESULTS[row.status];

const isPartOf = (whole: RequestRow) => (row: RequestRow) =>
  row.target === whole.target && row.request_id.startsWith(`${whole.request_id}/`);
