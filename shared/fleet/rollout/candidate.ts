import type { Facts } from './facts.ts';
import type { RolloutHead } from './rollout.ts';
import { type RolloutTarget, targetKey } from './target.ts';

/** Whether a target that waits may start now, and else what it waits for. Times in epoch ms. */
export type Candidacy = { readonly because: string } & (
  | { readonly may: 'start'; readonly closes: number | 'never' }
  /** It can start later; absent: nobody knows when. `kind` says what it waits for. */
  | { readonly may: 'wait'; readonly kind: Waits; readonly at?: number }
  /** A person or a tag holds it: the wave does not wait for it. */
  | { readonly may: 'hold'; readonly at?: number }
  /** It starts no more in this rollout. */
  | { readonly may: 'never'; readonly stale: boolean }
);

type Waits = 'put_off' | 'paused' | 'group' | 'window';

/** Whether a waiting target may start at a time, whatever slots there are; `busy`: groups of its own rollout that are at work. */
export function candidacy(
  row: RolloutTarget,
  { holds, good_until = Number.POSITIVE_INFINITY }: Pick<RolloutHead, 'holds' | 'good_until'>,
  facts: Pick<Facts, 'away' | 'paused' | 'fit' | 'taken'>,
  busy: ReadonlySet<string>,
  now: number,
): Candidacy {
  const held = [holds[row.target], holds[row.instance]].find((hold) => hold && now < hold.until);
  if (held) return { may: 'hold', at: held.until, because: `held by ${held.by}: ${held.because}` };
  const away = facts.away.get(targetKey(row));
  if (away?.left === 'on_hold') {
    return { may: 'hold', because: away.reason, ...(away.until !== undefined && { at: away.until }) };
  }
  if (away) return { may: 'never', stale: away.left === 'drifted', because: away.reason };
  const from = Math.max(now, row.not_before ?? now);
  const fit = facts.fit(row, from);
  if (!fit || fit.at >= good_until) {
    return { may: 'never', stale: false, because: 'its work fits into no window while the plan is good' };
  }
  if (fit.at > now) {
    return from > now
      ? { may: 'wait', kind: 'put_off', at: fit.at, because: row.reason ?? row.code ?? 'it was put off' }
      : {
          may: 'wait',
          kind: 'window',
          at: fit.at,
          because: 'no window is open in which its work ends in time',
        };
  }
  const pause = facts.paused(row.operation);
  if (pause !== undefined) return { may: 'wait', kind: 'paused', because: pause };
  const group = row.groups.find((one) => busy.has(one) || facts.taken.has(one));
  if (group !== undefined) return { may: 'wait', kind: 'group', at: now, because: `${group} is at work` };
  return { may: 'start', closes: fit.closes, because: 'it may start' };
}
