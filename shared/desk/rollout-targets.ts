import { wordsOf } from '../fleet/plan/left-out.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import type { Leaving, LeftOut, Result, RolloutTarget } from '../fleet/rollout/target.ts';
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

/** How one of its targets stands; `now` in epoch ms. */
export function targetStanding(
  row: RolloutTarget,
  { holds, waves, kept }: Pick<RolloutHead, 'holds' | 'waves' | 'kept'>,
  now: number,
): TargetStanding {
  const { state, result, left, reason, code, put_off, not_before = 0 } = row;
  const hold = holds[row.target];
  if (state === 'ended') {
    const isKept = kept.some(({ seq }) => seq === row.seq);
    const why = [
      reason,
      ...(isKept ? ['it may still be at work, and keeps its slot'] : []),
      ...(row.accepted ? ['somebody accepted that'] : []),
    ];
    return { stands: result ? RESULTS[result] : 'ended', why: why.filter(Boolean).join('; ') || undefined };
  }
  if (state === 'left') return { stands: left ? LEAVINGS[left] : 'left', why: reason };
  if (state !== 'waiting') {
    const since = row.released_at === undefined ? undefined : `for ${howLong(now - row.released_at)}`;
    return { stands: 'at work', why: since };
  }
  if (hold && hold.until > now) {
    return { stands: 'held', why: `until ${utc(hold.until)} by ${hold.by}: ${hold.because}` };
  }
  if (put_off > 0 && not_before > now) {
    return {
      stands: 'put off',
      why: `${code ? `${code.replaceAll('_', ' ')}; ` : ''}not before ${utc(not_before)}`,
    };
  }
  const wave = waves[row.wave];
  return { stands: 'waiting', why: wave?.state === 'open' ? undefined : `for wave ${wave?.name ?? ''}` };
}

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
