import type { PaceCounts, PaceRules } from '../pace.ts';
import type { Counts, RolloutHead, RolloutWave } from './rollout.ts';
import type { Leaving, Result } from './target.ts';

type Counted = keyof Counts;

/** The wave with one more, or one less, that ended or left so. */
export const counted = (wave: RolloutWave, how: Counted, more: 1 | -1 = 1): RolloutWave => ({
  ...wave,
  counts: { ...wave.counts, [how]: Math.max(0, (wave.counts[how] ?? 0) + more) },
});

/** The head with one of its waves changed. */
export const withWave = (
  head: RolloutHead,
  index: number,
  change: (wave: RolloutWave) => RolloutWave,
): RolloutHead => ({
  ...head,
  waves: head.waves.map((wave, at) => (at === index ? change(wave) : wave)),
});

/** A wave that has passed: what its gate went by is over. */
export const passed = ({ baseline: _, unread: __, ...wave }: RolloutWave): RolloutWave => ({
  ...wave,
  state: 'passed',
});

/** A wave of which a target waits again: a sweep that has passed its row does not end it. */
export const reopened = ({ sweep, ...wave }: RolloutWave): RolloutWave => ({
  ...wave,
  ...(sweep && { sweep: { ...sweep, open: true } }),
});

const sum = (counts: Counts, hows: readonly Counted[]): number =>
  hows.reduce((total, how) => total + (counts[how] ?? 0), 0);

/** Those that no share counts any more. */
const GONE: readonly Leaving[] = ['drifted', 'on_hold', 'gone', 'elsewhere', 'lapsed'];

/** How many targets of a wave are at work; kept ones are not among them. */
export const inFlightOf = (head: RolloutHead, wave: number): number =>
  head.in_flight.filter((flight) => flight.wave === wave).length;

/** How many targets of a wave neither ended, nor left, nor are at work. */
export function waitingIn(head: RolloutHead, index: number): number {
  const { size = 0, counts = {} } = head.waves[index] ?? {};
  return size - sum(counts, Object.keys(counts) as Counted[]) - inFlightOf(head, index);
}

/** A wave as its pace sees it, where so many of its targets can still start. */
export function paceFacts(head: RolloutHead, index: number, waiting: number): [PaceRules, PaceCounts] {
  const {
    size = 0,
    at_once = 1,
    ramp,
    stop_after = 1,
    enough = 100,
    counts = {},
    sweep,
  } = head.waves[index] ?? {};
  const number = (how: Result | 'accepted') => counts[how] ?? 0;
  return [
    { size: size - sum(counts, GONE) - (sweep?.stale ?? 0), at_once, ramp, stop_after, enough },
    {
      succeeded: number('succeeded'),
      already_done: number('already_done'),
      failed: number('failed'),
      completed_unchanged: number('completed_unchanged'),
      timed_out: number('timed_out'),
      unknown: number('unknown'),
      completed_unproven: number('completed_unproven'),
      two_jobs: number('two_jobs'),
      accepted: number('accepted'),
      in_flight: inFlightOf(head, index),
      waiting,
    },
  ];
}

/** Of a wave at most so many: a tenth, one at least. */
const TENTH = 10;
/** Of a wave at most so many: a fifth. */
const FIFTH = 5;

/** What of a wave halts its rollout beside its budget: too much that was refused, or is not as planned any more. */
export function tooMany({ size, counts, sweep }: RolloutWave): { code: string; reason: string } | undefined {
  const refused = counts.rejected ?? 0;
  if (refused > Math.max(1, Math.floor(size / TENTH))) {
    return { code: 'rejected', reason: `${refused} of ${size} were rejected, more than a tenth` };
  }
  const stale = (counts.drifted ?? 0) + (sweep?.stale ?? 0);
  if (stale * FIFTH > size) {
    return {
      code: 'stale',
      reason: `${stale} of ${size} are not as planned any more, more than a fifth: make a new plan`,
    };
  }
  return undefined;
}

/** The one that is under way: the first that has not passed. */
export const currentWave = ({ waves }: Pick<RolloutHead, 'waves'>): number =>
  waves.findIndex(({ state }) => state !== 'passed');
