import { unconfirmed } from '../fleet/rollout/gate.ts';
import type { Counts, RolloutHead, RolloutState, RolloutWave } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import { inFlightOf, waitingIn } from '../fleet/rollout/tally.ts';
import { whySettled, whyWave } from '../fleet/why/why-wave.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';

/** How the targets of a wave stand, in numbers. */
export interface WaveTally {
  /** Succeeded, or done before. */
  readonly well: number;
  /** Completed, and nobody proved what it changed. */
  readonly unproven: number;
  readonly badly: number;
  readonly at_work: number;
  /** Not begun, and still to come as far as anybody knows. */
  readonly waiting: number;
  /** They left without an end, or somebody else called them off. */
  readonly left: number;
}

type Counted = keyof Counts;

const WELL: readonly Counted[] = ['succeeded', 'already_done'];
const BADLY: readonly Counted[] = [
  'failed',
  'completed_unchanged',
  'timed_out',
  'unknown',
  'two_jobs',
  'accepted',
];
const LEFT: readonly Counted[] = [
  'drifted',
  'on_hold',
  'gone',
  'rejected',
  'elsewhere',
  'lapsed',
  'canceled_by_others',
];

const sum = (counts: Counts, hows: readonly Counted[]): number =>
  hows.reduce((total, how) => total + (counts[how] ?? 0), 0);

/** How the targets of one of its waves stand. In a rollout that is over, what still waited has left. */
export function tallyOf(head: RolloutHead, index: number): WaveTally {
  const { counts = {} } = head.waves[index] ?? {};
  const waiting = Math.max(0, waitingIn(head, index));
  return {
    well: sum(counts, WELL),
    unproven: sum(counts, ['completed_unproven']),
    badly: sum(counts, BADLY),
    at_work: inFlightOf(head, index),
    waiting: isOver(head) ? 0 : waiting,
    left: sum(counts, LEFT) + (isOver(head) ? waiting : 0),
  };
}

/** All of its targets. */
export function wholeTally(head: RolloutHead): WaveTally {
  const all = head.waves.map((_, index) => tallyOf(head, index));
  const total = (name: keyof WaveTally) => all.reduce((count, one) => count + one[name], 0);
  return {
    well: total('well'),
    unproven: total('unproven'),
    badly: total('badly'),
    at_work: total('at_work'),
    waiting: total('waiting'),
    left: total('left'),
  };
}

/** How many targets it has. */
export const sizeOf = ({ waves }: Pick<RolloutHead, 'waves'>): number =>
  waves.reduce((count, { size }) => count + size, 0);

/** How often one of its targets was still at work when its window had closed. */
export const overRunsOf = ({ waves }: Pick<RolloutHead, 'waves'>): number =>
  waves.reduce((count, { over_runs = 0 }) => count + over_runs, 0);

const STATES: Readonly<Record<RolloutState, string>> = {
  planning: 'being planned',
  proposed: 'proposed',
  approved: 'approved',
  running: 'running',
  halted: 'halted',
  done: 'done',
  closed: 'closed',
  lapsed: 'lapsed',
  superseded: 'superseded',
  refused: 'refused',
};

/** What it is called where a rollout stands. A plan for which there was nothing to do is refused as well, and nothing is wrong with it. */
export const stateText = ({ state, why }: Pick<RolloutHead, 'state' | 'why'>): string =>
  state === 'refused' && why?.code === 'nothing' ? 'nothing to do' : STATES[state];

/** Where a wave stands, in words; `now` in epoch ms. */
export function waveText(head: RolloutHead, index: number, now: number): string {
  const wave = head.waves[index];
  if (!wave) return '';
  if (wave.state === 'passed') return wave.size === 0 ? 'passed: it has no target' : 'passed';
  if (isOver(head)) return 'not finished';
  if (wave.state === 'at_gate') return `at its gate: ${wave.at_gate?.because ?? 'it waits for a person'}`;
  if (wave.state === 'settled') return bakeText(wave, now);
  const open = wave.state === 'open';
  const why = whyWave(head, index, now);
  if (why && 'fix' in why && why.fix === 'approve') {
    return open ? 'waits for approval' : 'not begun; needs approval';
  }
  if (!open) return 'not begun';
  return head.state === 'halted' ? 'halted' : 'open';
}

function bakeText(wave: RolloutWave, now: number): string {
  const { until } = whySettled(wave, now);
  if (until !== undefined) return `bakes ${untilText(until, now)}`;
  const missing = unconfirmed(wave);
  return missing.length === 0
    ? 'its instances are asked whether they are at rest'
    : `waits to be confirmed by ${missing.join(', ')}`;
}

/** Until when something lasts; both in epoch ms. */
export const untilText = (until: number, now: number): string =>
  `until ${utc(until)} (${howLong(until - now)})`;
