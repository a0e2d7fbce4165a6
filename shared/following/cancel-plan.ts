import { type Entry, targetsIn } from '../ledger/entry/entry.ts';
import { openJobs } from '../ledger/entry/following.ts';
import type { Job } from '../ledger/entry/job.ts';
import { type Concerned, isCanceled } from '../terms/cancel.ts';
import type { Operation } from '../terms/operation.ts';

/** A request that is to be canceled, as the ledger holds it. */
export interface Requested {
  readonly operation: Operation;
  readonly entry: Entry;
}

/** A job that the cloud can still cancel, for all that it concerns. */
export interface Recall {
  readonly job_id: string;
  /** The request's own jobs of that id. */
  readonly jobs: readonly Job[];
  readonly concerned: readonly Concerned[];
}

/** What canceling a request comes to, by target: what waits, what may be under way, what the cloud can recall, what stays. */
export interface CancelPlan {
  readonly request: Requested;
  readonly waiting: readonly string[];
  readonly under_way: readonly string[];
  readonly recalls: readonly Recall[];
  /** Jobs of which only the cloud's list tells whether they can be recalled; none once it was asked for. */
  readonly to_look_at: readonly Pick<Recall, 'job_id' | 'jobs'>[];
  /** *unread*: nobody knows, since the cloud's list could not be read. */
  readonly stays: readonly { readonly target: string; readonly why: string; readonly unread?: true }[];
}

/** What the cloud shows by the ids of jobs; undefined of a list that could not be read. A job that is not there was not looked at. */
export type Shown = ReadonlyMap<string, readonly Concerned[] | undefined>;

/** The ids of the jobs that the cloud's list has to be read for, before it is known what canceling comes to. */
export const jobsToLookAt = ({ operation, entry }: Requested): string[] =>
  operation.cancel ? [...new Set(openJobs(entry).map(({ job_id }) => job_id))] : [];

/** Decides it out of what the ledger holds, and what the cloud shows of jobs that may be recalled. Pure. */
export function planCancel(request: Requested, shown: Shown = new Map()): CancelPlan {
  const { entry, operation } = request;
  const byId = Object.entries(Object.groupBy(openJobs(entry), ({ job_id }) => job_id));
  const recalls: Recall[] = [];
  const to_look_at: CancelPlan['to_look_at'][number][] = [];
  const stays: CancelPlan['stays'][number][] = [];
  for (const [job_id, jobs = []] of byId) {
    const concerned = operation.cancel ? shown.get(job_id) : undefined;
    const canRecall = concerned?.some(({ pending }) => pending) && concerned.every(isPendingOrCanceled);
    if (concerned && canRecall) recalls.push({ job_id, jobs, concerned });
    else if (operation.cancel && !shown.has(job_id)) to_look_at.push({ job_id, jobs });
    else {
      const unread = operation.cancel !== undefined && concerned === undefined;
      stays.push(
        ...jobs.map((job) => ({
          target: job.target,
          why: whyItStays(request, job, concerned),
          ...(unread && { unread }),
        })),
      );
    }
  }
  return {
    request,
    waiting: targetsIn(entry, 'waiting'),
    under_way: targetsIn(entry, 'submitting', 'unknown'),
    recalls,
    to_look_at,
    stays,
  };
}

const isPendingOrCanceled = ({ pending, sight }: Concerned) => pending || sight.status === 'canceled';

function whyItStays(
  { operation: { work, cancel } }: Requested,
  job: Job,
  concerned: readonly Concerned[] | undefined,
): string {
  const { job_id, target } = job;
  if (!cancel) return `job ${job_id}: the cloud cannot recall a ${work} that it has accepted`;
  if (!concerned) return `task ${job_id}: the cloud's list of tasks could not be read, so nothing was sent`;
  if (isCanceled(concerned, job)) return `task ${job_id}: it was canceled before`;
  const shown = concerned.find((one) => one.target === target);
  if (!shown) return `task ${job_id}: the cloud does not list it`;
  const started = concerned.find((one) => !isPendingOrCanceled(one)) ?? shown;
  const of = started === shown ? '' : ` for ${started.target}, which shares it,`;
  return `task ${job_id}: it is ${started.sight.word}${of} and no longer to be recalled`;
}
