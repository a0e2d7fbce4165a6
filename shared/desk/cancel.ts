import type { Recalled } from '../following/cancel-in-cloud.ts';
import type { CancelPlan } from '../following/cancel-plan.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { missingInParts } from './parts.ts';
import type { Request } from './requests.ts';

/** What a cancel would do about a target, or about a task of the cloud with all that share it. */
export interface WouldCancel {
  readonly what: string;
  readonly says: string;
  readonly more?: readonly string[];
}

/** What became of a target that was to be canceled, in a word and in words. */
export interface Canceled {
  readonly target: string;
  readonly result: Recalled['result'] | 'under_way';
  readonly why: string;
}

/** Whether canceling does anything, as far as the ledger and what was seen of the cloud tell. */
export const isOfUse = ({ waiting, under_way, recalls, to_look_at }: CancelPlan): boolean =>
  waiting.length + under_way.length + recalls.length + to_look_at.length > 0;

/** What canceling a request would do, target by target. */
export const wouldCancel = ({
  waiting,
  under_way,
  recalls,
  to_look_at,
  stays,
}: CancelPlan): WouldCancel[] => [
  ...waiting.map((what) => ({ what, says: 'waits in the ledger: it will not be sent' })),
  ...under_way.map((what) => ({ what, says: UNDER_WAY })),
  ...recalls.map(({ job_id, jobs, concerned }) => ({
    what: `task ${job_id}`,
    says: `canceled in the cloud${concerned.length > 1 ? `, for all ${concerned.length} instances that share it` : ''}:`,
    more: concerned.map(
      ({ target, sight }) =>
        `${target}  ${sight.word}${jobs.some((job) => job.target === target) ? '' : ', NOT of this request'}`,
    ),
  })),
  ...to_look_at.flatMap(({ job_id, jobs }) =>
    jobs.map(({ target }) => ({
      what: target,
      says: `task ${job_id}: the cloud's list is read first. If the task has not started, it is canceled, for all instances that share it`,
    })),
  ),
  ...stays.map(({ target, why }) => ({ what: target, says: `stays: ${why}` })),
];

const UNDER_WAY = 'may have been sent and stays as it is; it will not be sent again';

/** What became of these targets of a request that was called off in the ledger; what a run has claimed meanwhile stays. */
export const calledOffIn = (entry: Entry, targets: readonly string[]): Canceled[] =>
  targets.map((target) => {
    const state = entry.targets[target];
    const ended = state?.state === 'done' && state.outcomes.every(({ verdict }) => verdict === 'not_sent');
    return ended
      ? { target, result: 'canceled', why: 'it waited in the ledger and will not be sent' }
      : { target, result: 'under_way', why: UNDER_WAY };
  });

/** What of a plan stays as it is. */
export const staying = ({ stays }: CancelPlan): Canceled[] =>
  stays.map(({ target, why }) => ({ target, result: 'stays', why }));

/** Targets that were sent on to a part which the ledger does not hold yet. */
export function stillOnQueue(requests: readonly Request[]): string[] {
  const entries = requests.map(({ entry }) => entry);
  return entries.flatMap((entry) => missingInParts(entry, entries));
}
