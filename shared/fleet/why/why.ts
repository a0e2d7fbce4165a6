import type { Stage } from '../../terms/release.ts';
import { nextRelease, provenBackup } from '../rollout/backup.ts';
import type { Facts } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import type { Why } from './reason.ts';
import { whyWave } from './why-wave.ts';

/** In what standing a target is. *free*: its work, or what comes before it, may start as soon as there is a slot, and be at work up to a time (epoch ms). */
export type Standing =
  | { readonly is: 'ended' | 'left' | 'at_work' }
  | { readonly is: 'free'; readonly closes: number | 'never'; readonly stage?: Stage }
  | { readonly is: 'waiting'; readonly why: Why };

/** What is known besides the head: what is absent was not asked, and keeps nothing from starting. */
export interface Known extends Partial<Pick<Facts, 'away' | 'taken' | 'paused' | 'fit' | 'lasts'>> {
  /** Groups of which a target of the same rollout is at work. */
  readonly busy?: ReadonlySet<string>;
}

/** In what standing a target of a rollout is at a time (epoch ms), and why it does not go on, whatever slots there are. */
export function why(row: RolloutTarget, head: RolloutHead, known: Known, now: number): Standing {
  if (row.state === 'ended' || row.state === 'left') return { is: row.state };
  if (row.state !== 'waiting') return { is: 'at_work' };
  const reason = whyLeftAlone(row, head, known, now) ?? whyWave(head, row.wave, now);
  return reason ? { is: 'waiting', why: reason } : whyNotNow(row, head, known, now);
}

/** A person, a tag or what it has become keeps it from starting, whatever its wave does. */
function whyLeftAlone(
  row: RolloutTarget,
  { holds }: RolloutHead,
  { away }: Known,
  now: number,
): Why | undefined {
  const held = [holds[row.target], holds[row.instance]].find((hold) => hold && now < hold.until);
  if (held) return { wait: 'hold', until: held.until, because: `held by ${held.by}: ${held.because}` };
  const found = away?.get(targetKey(row));
  if (!found) return undefined;
  const { left, reason: because, until } = found;
  if (left === 'on_hold') return { wait: 'hold', because, ...(until !== undefined && { until }) };
  return { over: left === 'drifted' ? 'stale' : 'ended', because };
}

/** What keeps a target from starting whose wave is open. */
function whyNotNow(
  row: RolloutTarget,
  { good_until = Number.POSITIVE_INFINITY }: RolloutHead,
  known: Known,
  now: number,
): Standing {
  const from = Math.max(now, row.not_before ?? now);
  const { paused, taken, busy, fit, lasts = () => 0 } = known;
  const found = fit
    ? nextRelease(row, from, { fit, lasts, until: good_until })
    : { at: from, closes: 'never' as const };
  if (!found || found.at >= good_until) {
    const because = row.backup
      ? 'its backup and its work fit into no windows, the one soon enough behind the other, while the plan is good'
      : 'its work fits into no window while the plan is good';
    return { is: 'waiting', why: { over: 'unfit', because } };
  }
  const { at: until, closes, stage } = found;
  if (until > now) {
    const made = row.backup && stage === undefined ? provenBackup(row) : undefined;
    if (made && from === now) {
      const because = `its backup ${made.name} is made, and its work waits for a window`;
      return { is: 'waiting', why: { wait: 'backed_up', until, because } };
    }
    return {
      is: 'waiting',
      why:
        from > now
          ? { wait: 'put_off', until, because: row.reason ?? row.code ?? 'it was put off' }
          : { wait: 'window', until, because: 'no window is open in which its work ends in time' },
    };
  }
  const pause = paused?.(row.operation) ?? (row.backup && stage && paused?.(row.backup.operation));
  if (pause !== undefined) return { is: 'waiting', why: { wait: 'paused', because: pause } };
  const group = row.groups.find((one) => busy?.has(one) || taken?.has(one));
  if (group !== undefined) {
    return { is: 'waiting', why: { wait: 'group', until: now, because: `${group} is at work` } };
  }
  return { is: 'free', closes, ...(stage !== undefined && { stage }) };
}
