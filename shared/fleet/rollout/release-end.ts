import { CANCELED } from '../../ledger/entry/cancel.ts';
import type { Entry } from '../../ledger/entry/entry.ts';
import type { End } from '../../ledger/entry/job.ts';
import { SENT_ON } from '../../ledger/entry/sent-on.ts';
import type { OwnCode } from '../../terms/codes.ts';
import type { Outcome } from '../../terms/outcome.ts';
import { calledOffBy } from '../../terms/release.ts';
import type { Leaving, Result } from './target.ts';

/** How a release ended, as its rollout counts it; `at` in epoch ms, and `over_ran`, when it was seen at work after it had to have ended. */
export type ReleaseEnd = { readonly reason: string; readonly at: number } & (
  | { readonly as: 'ended'; readonly result: Result; readonly over_ran?: number }
  /** It ended before anything was sent, and nothing of this plan is sent any more. */
  | { readonly as: 'left'; readonly left: Leaving }
  /** Nothing was sent, and it is tried again by itself. */
  | { readonly as: 'again'; readonly code: string }
  /** Nothing was sent, and the same would befall every other: the rollout halts. */
  | { readonly as: 'halts'; readonly code: Halting }
);

/** Our own fault, whichever target it is. */
export const HALTING = ['forbidden', 'credentials', 'invalid'] as const;
type Halting = (typeof HALTING)[number];

/** What the look before the call found to be other than planned. */
const LEAVING = ['drifted', 'on_hold', 'gone'] as const;

/** What a later opening lets through, whoever says it: it is never the target's own fault. */
const PUT_OFF: readonly string[] = ['ends_too_late', 'frozen', 'window_closed'] satisfies readonly OwnCode[];

/** How they begin who call releases off on a rollout's behalf. */
const OURS = calledOffBy('');

/** How the end of a job counts; the worst of several jobs counts, and stands first here. */
const JOB_ENDS: Readonly<Record<End, Result>> = {
  timed_out: 'timed_out',
  failed: 'failed',
  completed_unchanged: 'completed_unchanged',
  completed_unproven: 'completed_unproven',
  canceled: 'canceled_by_others',
  succeeded: 'succeeded',
};
const WORST_FIRST = Object.keys(JOB_ENDS) as readonly End[];

/** How the release of a target ended, by the ledger's entry of it; undefined while it is open. */
export function endOf(entry: Entry, target: string): ReleaseEnd | undefined {
  // Where a refused intent's targets could not be read, the id of the release stands for them.
  const state = entry.targets[target] ?? entry.targets[entry.request_id];
  if (state?.state !== 'done') return undefined;
  const { outcomes } = state;
  const at = entry.settled_at ?? entry.claimed_at ?? entry.triggered_at;
  if (entry.conflicts?.includes(target)) {
    return { as: 'ended', result: 'two_jobs', reason: 'the cloud named two jobs for it', at };
  }
  const doubtful = outcomes.find(({ verdict, code }) => verdict === 'unknown' || code === SENT_ON);
  if (doubtful) return { as: 'ended', result: 'unknown', reason: wordsOf(doubtful), at };
  if (outcomes.some(({ verdict }) => verdict === 'accepted')) return endOfJobs(entry, target);
  const done = outcomes.find(({ verdict }) => verdict === 'already_done');
  if (done) return { as: 'ended', result: 'already_done', reason: wordsOf(done), at };
  return endUnsent(entry, outcomes, at);
}

const wordsOf = ({ verdict, code, reason }: Outcome): string =>
  reason ?? [verdict.replace('_', ' '), code].filter(Boolean).join(' ');

function endOfJobs({ jobs = [], canceled }: Entry, target: string): ReleaseEnd | undefined {
  const own = jobs.filter((job) => job.target === target);
  const ends = own.flatMap(({ end }) => end ?? []);
  if (ends.length === 0 || ends.length < own.length) return undefined;
  const [worst] = ends.toSorted(
    (one, other) => WORST_FIRST.indexOf(one.end) - WORST_FIRST.indexOf(other.end),
  );
  if (!worst) return undefined;
  const { end, at, reason = end.replaceAll('_', ' ') } = worst;
  if (end === 'canceled' && isOurs(canceled)) return { as: 'again', code: CANCELED, reason, at };
  const over_ran = own.find((job) => job.over_ran !== undefined)?.over_ran;
  return { as: 'ended', result: JOB_ENDS[end], reason, at, ...(over_ran !== undefined && { over_ran }) };
}

const isOurs = (canceled: Entry['canceled']): boolean => canceled?.by.startsWith(OURS) ?? false;

/** What was refused, or never left. */
function endUnsent({ canceled }: Entry, outcomes: readonly Outcome[], at: number): ReleaseEnd {
  const one = outcomes.find(({ verdict }) => verdict === 'rejected') ?? outcomes[0];
  const reason = one ? wordsOf(one) : 'the ledger says nothing of it';
  const { code = '', verdict } = one ?? {};
  const halting = HALTING.find((word) => word === code);
  if (halting) return { as: 'halts', code: halting, reason, at };
  const left = LEAVING.find((word) => word === code);
  if (left) return { as: 'left', left, reason, at };
  if (verdict === 'rejected' && !PUT_OFF.includes(code)) return { as: 'left', left: 'rejected', reason, at };
  if (code === CANCELED && !isOurs(canceled))
    return { as: 'ended', result: 'canceled_by_others', reason, at };
  return { as: 'again', code: code || 'not_sent', reason, at };
}
