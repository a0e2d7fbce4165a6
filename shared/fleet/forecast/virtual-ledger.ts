import { MINUTE } from '../../values/time/units.ts';
import { lastRelease } from '../rollout/backup.ts';
import type { Facts } from '../rollout/facts.ts';
import type { ReleaseEnd } from '../rollout/release-end.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import type { Pace } from './pace.ts';

/** The ledger as a forecast has it: every release ends well. Times in epoch ms. */
export interface VirtualLedger {
  /** A release was sent at a time; of one that should have ended before `now` nobody knows but that it ends soon. */
  sent(row: RolloutTarget | undefined, at: number, now: number): void;
  endOf(sk: string, now: number): ReleaseEnd | 'open' | 'none';
  /** When the next end of these is seen, after a time. */
  nextEnd(sks: readonly string[], now: number): number;
}

/** How long a message waits for its function. */
const PICKED_UP_IN = MINUTE;

/** Opens it, empty. */
export function openVirtualLedger({ lasts, seen }: Pace, starts: Facts['starts']): VirtualLedger {
  const ends = new Map<string, { readonly at: number; readonly seen_at: number }>();
  return {
    sent(row, at, now) {
      if (!row || row.attempt === 0) return;
      const work = lasts(row);
      const { operation } = lastRelease(row);
      const begins = Math.max(at + PICKED_UP_IN, at + (starts(operation)?.after_ms ?? 0));
      const ended = Math.max(begins + work, now);
      ends.set(targetKey(row), { at: ended, seen_at: ended + seen(work) });
    },
    endOf(sk, now) {
      const end = ends.get(sk);
      if (!end) return 'none';
      if (now < end.seen_at) return 'open';
      return { as: 'ended', result: 'succeeded', reason: 'foreseen', at: end.at };
    },
    nextEnd: (sks, now) =>
      Math.min(...sks.map((sk) => ends.get(sk)?.seen_at ?? Number.NaN).filter((at) => at > now)),
  };
}
