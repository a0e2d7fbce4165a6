import { isApproved } from '../fleet/rollout/approval.ts';
import type { Counts, RolloutHead, RolloutState, RolloutWave } from '../fleet/rollout/rollout.ts';
import { ABORTED, isOver } from '../fleet/rollout/state.ts';
import { currentWave, inFlightOf, waitingIn } from '../fleet/rollout/tally.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';
import { MINUTE } from '../values/time/units.ts';
import type { CommandLine } from './command-line.ts';

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

/** What each state is called. */
export const ROLLOUT_STATES: Readonly<Record<RolloutState, string>> = {
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

/** Where a wave stands, in words; `now` in epoch ms. */
export function waveText(head: RolloutHead, index: number, now: number): string {
  const wave = head.waves[index];
  if (!wave) return '';
  if (wave.state === 'passed') return wave.size === 0 ? 'passed: it has no target' : 'passed';
  if (isOver(head)) return 'not finished';
  if (wave.state === 'at_gate') return `at its gate: ${wave.at_gate?.because ?? 'it waits for a person'}`;
  if (wave.state === 'settled') return bakeText(wave, now);
  const open = wave.state === 'open';
  if (!isApproved(head, index)) return open ? 'waits for approval' : 'not begun; needs approval';
  if (head.state === 'halted') return open ? 'halted' : 'not begun';
  return open ? 'open' : 'not begun';
}

const bakeText = ({ bake_until = 0 }: RolloutWave, now: number): string =>
  now < bake_until
    ? `bakes until ${utc(bake_until)} (${howLong(bake_until - now)})`
    : 'its instances are asked whether they are at rest';

/** Something without which a rollout does not go on, or that ends by itself. */
export interface Need {
  readonly sentence: string;
  /** What a person can run about it. */
  readonly commands: readonly CommandLine[];
}

/** A hash as a person types it. */
export const TYPED_DIGITS = 16;

/** The commands of a rollout's verbs. */
const verb = (name: string, rollout: string, options: CommandLine['options'] = {}): CommandLine => ({
  command: `fleet ${name}`,
  words: { rollout },
  options,
});

/** What a person has to decide before it goes on; empty where nothing does. */
export function needsOf(head: RolloutHead): Need[] {
  if (head.state === 'halted') return head.why?.code === ABORTED ? [] : [proceeding(head)];
  if (isOver(head) || head.state === 'planning') return [];
  const wave = head.waves[currentWave(head)];
  if (wave?.state === 'at_gate') return [promoting(head, wave)];
  const missing = head.waves.filter(({ state }, index) => state !== 'passed' && !isApproved(head, index));
  return missing.length > 0 ? [approving(head, missing)] : [];
}

function proceeding(head: RolloutHead): Need {
  const { id, why, kept } = head;
  const isBad = wholeTally(head).badly > 0;
  const still =
    kept.length > 0 ? `; ${kept.length} of them may still be at work, and each keeps its slot` : '';
  const until = isBad ? 'accepts what ended badly, or ends it' : 'says that it goes on, or ends it';
  return {
    sentence: `it is halted: ${why?.reason ?? 'nobody knows why'}${still}. Nothing new starts until somebody ${until}`,
    commands: [
      ...(isBad ? [verb('show', id, { targets: true })] : []),
      verb('proceed', id, { ...(isBad && { accept: '<ids>' }), reason: '<why>' }),
      verb('abort', id, { reason: '<why>' }),
    ],
  };
}

const promoting = ({ id }: RolloutHead, { name, at_gate }: RolloutWave): Need => ({
  sentence: `wave ${name} waits at its gate: ${at_gate?.because ?? 'nobody knows why'}`,
  commands: [verb('promote', id, { wave: name, reason: '<why>' })],
});

function approving({ hash = '', waves }: RolloutHead, missing: readonly RolloutWave[]): Need {
  const names = missing.map(({ name }) => name).join(', ');
  const [first] = missing;
  const one = missing.length === 1 && waves.length > 1 && first ? { wave: first.name } : {};
  return {
    sentence:
      missing.length > 1
        ? `waves ${names} start nothing before somebody approves them`
        : `wave ${names} starts nothing before somebody approves it`,
    commands: [{ command: 'fleet approve', words: { hash: hash.slice(0, TYPED_DIGITS) }, options: one }],
  };
}

/** Steering looks at a plan in the minute after it was made. */
const TAKEN_UP_WITHIN = 3 * MINUTE;

/** Why it does not go on just now although nobody has to do anything; undefined where it does. */
export function byItself(head: RolloutHead, now: number): string | undefined {
  const { state, in_flight, good_until, planned_at = now } = head;
  if (state === 'planning') return 'its plan is being made';
  if (state === 'proposed' && good_until === undefined && now - planned_at > TAKEN_UP_WITHIN) {
    return 'another rollout of its fleet has to be over first';
  }
  if (isOver(head)) return undefined;
  if (in_flight.length > 0) {
    return `${in_flight.length} ${in_flight.length === 1 ? 'is' : 'are'} at work and followed to the end`;
  }
  const index = currentWave(head);
  const wave = head.waves[index];
  if (wave?.state === 'settled') return `wave ${wave.name} ${bakeText(wave, now)}`;
  if (state === 'halted' || wave?.state !== 'open' || !isApproved(head, index)) return undefined;
  const soonest = wave.sweep?.soonest;
  return soonest !== undefined && soonest > now
    ? `the next of wave ${wave.name} can start ${utc(soonest)} (in ${howLong(soonest - now)})`
    : undefined;
}
