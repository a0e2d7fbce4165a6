import { wordsOf } from '../fleet/plan/left-out.ts';
import { provenBackup } from '../fleet/rollout/backup.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import type { Leaving, LeftOut, Result, RolloutTarget } from '../fleet/rollout/target.ts';
import type { Why } from '../fleet/why/reason.ts';
import { type Known, why } from '../fleet/why/why.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';

/** How a target of a rollout stands, in one word or two, and why, where there is something to say. */
export interface TargetStanding {
  readonly stands: string;
  readonly why?: string | undefined;
}

const RESULTS: Readonly<Record<Result, string>> = {
  succeeded: 'succeeded',
  already_done: 'already done',
  failed: 'failed',
  completed_unchanged: 'completed unchanged',
  completed_unproven: 'completed unproven',
  timed_out: 'timed out',
  unknown: 'unknown',
  two_jobs: 'two jobs',
  canceled_by_others: 'canceled by somebody else',
};

const LEAVINGS: Readonly<Record<Leaving, string>> = {
  drifted: 'drifted',
  on_hold: 'on hold',
  gone: 'gone',
  rejected: 'rejected',
  elsewhere: 'elsewhere',
  lapsed: 'not started',
};

/** How one of its targets stands, as far as is known; `now` in epoch ms. */
export function targetStanding(
  row: RolloutTarget,
  head: RolloutHead,
  now: number,
  known: Known = {},
): TargetStanding {
  const standing = why(row, head, known, now);
  switch (standing.is) {
    case 'ended':
      return endedText(row, head);
    case 'left':
      return { stands: row.left ? LEAVINGS[row.left] : 'left', why: row.reason };
    case 'at_work': {
      const since = row.released_at === undefined ? undefined : `for ${howLong(now - row.released_at)}`;
      return { stands: row.stage === 'backup' ? 'backing up' : 'at work', why: since };
    }
    case 'free': {
      const made = provenBackup(row);
      return { stands: 'waiting', why: made && `its backup ${made.name} is made` };
    }
    case 'waiting':
      return { stands: waitText(standing.why), why: whyText(standing.why) };
  }
}

function endedText(row: RolloutTarget, { kept }: RolloutHead): TargetStanding {
  const { seq, result, reason, accepted } = row;
  const isKept = kept.some((one) => one.seq === seq);
  const why = [
    reason,
    ...(isKept ? ['it may still be at work, and keeps its slot'] : []),
    ...(accepted ? ['somebody accepted that'] : []),
    ...(isOverRun(row) ? ['over-run: it was still at work when its window closed'] : []),
  ];
  return { stands: result ? RESULTS[result] : 'ended', why: why.filter(Boolean).join('; ') || undefined };
}

function waitText(why: Why): string {
  if (!('wait' in why)) return 'waiting';
  if (why.wait === 'hold') return 'held';
  return why.wait === 'put_off' ? 'put off' : 'waiting';
}

const whyText = (why: Why): string =>
  'wait' in why && why.until !== undefined ? `until ${utc(why.until)}: ${why.because}` : why.because;

/** Whether it was seen at work when its window had closed. */
export const isOverRun = ({ over_ran, backups = [] }: RolloutTarget): boolean =>
  over_ran !== undefined || backups.some((one) => one.over_ran !== undefined);

/** Whether a person looks at it first: it is at work, held, or did not come to what was planned. */
export const isNotable = ({ state, result }: RolloutTarget, { stands }: TargetStanding): boolean =>
  state === 'ended'
    ? result !== 'succeeded' && result !== 'already_done'
    : state !== 'waiting' || stands !== 'waiting';

/** Why targets are left out of a plan, and how many for each reason, the most frequent first. */
export function leftOutCounts(
  left: readonly LeftOut[],
): { readonly code: string; readonly count: number; readonly words: string }[] {
  return [...Map.groupBy(left, ({ code }) => code)]
    .map(([code, some]) => ({
      code,
      count: some.length,
      words: wordsOf(code),
    }))
    .toSorted((one, other) => other.count - one.count);
}
