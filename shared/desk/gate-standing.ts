import { unconfirmed, vetoOf } from '../fleet/rollout/gate.ts';
import type { By, RolloutHead, RolloutWave } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import { currentWave } from '../fleet/rollout/tally.ts';
import { utc } from '../values/time/instant.ts';
import { gateText } from './gate-text.ts';
import { isPlan } from './read-rollout.ts';
import { untilText } from './rollouts.ts';

/** Where the gate of a wave stands. */
export interface GateStanding {
  /** What it asks for. */
  readonly asks: string;
  readonly stands: string;
  /** It opens by a person's word alone. */
  readonly waits_for_person: boolean;
  /** What of the alarms that fired before the wave is known; absent where it does not count any, and once it has passed. */
  readonly baseline?: string;
  /** Who confirmed the wave, and when. */
  readonly confirmed: readonly string[];
  readonly unconfirmed: readonly string[];
}

/** Where the gate of one of its waves stands at a time (epoch ms); undefined for a wave that has none and waits at none. */
export function gateStanding(head: RolloutHead, index: number, now: number): GateStanding | undefined {
  const wave = head.waves[index];
  if (!wave?.gate && wave?.state !== 'at_gate') return undefined;
  const { gate, state, words = [] } = wave;
  const isAwaited = state === 'at_gate' || wave.unread?.told === true;
  const isDone = state === 'passed' || isOver(head);
  return {
    asks: gate ? gateText(gate) : 'its instances are at rest, and something of it succeeded',
    stands: isDone ? (state === 'passed' ? 'passed' : 'not finished') : standsText(wave, now),
    waits_for_person: isAwaited && !isDone,
    ...(gate?.alarms !== undefined && !isDone && { baseline: baselineText(wave) }),
    confirmed: words.filter(({ verb }) => verb === 'confirm').map(saidText),
    unconfirmed: isDone ? [] : unconfirmed(wave),
  };
}

function standsText(wave: RolloutWave, now: number): string {
  const { state, unread, at_gate, bake_until = 0, gate } = wave;
  if (state === 'at_gate') return `waits for a person: ${at_gate?.because ?? 'nobody knows why'}`;
  if (unread) {
    return unread.told
      ? `waits for a person before the wave starts: ${unread.because}`
      : `the wave does not start yet: ${unread.because}`;
  }
  const veto = vetoOf(wave);
  if (veto !== undefined) return `will wait for a person: ${veto}`;
  if (state === 'pending') return 'not asked yet: the wave has not begun';
  if (state !== 'settled') return 'not asked yet: the wave is under way';
  if (now < bake_until) return `not asked yet: the wave bakes ${untilText(bake_until, now)}`;
  const missing = unconfirmed(wave);
  const asked = gate?.alarms === undefined ? 'instances are asked' : 'instances and alarms are asked';
  return missing.length === 0 ? asked : `${asked}; waits for ${missing.join(', ')}`;
}

function baselineText({ baseline }: RolloutWave): string {
  if (!baseline) return 'not known yet';
  return 'waived' in baseline
    ? `none, ${saidText(baseline.waived)}`
    : `${baseline.records.length} at ${utc(baseline.at)}`;
}

const saidText = ({ by, at }: By): string => `by ${by} ${utc(at)}`;

/** The same in one line, where it stands first. */
export const gateLine = ({ asks, stands, baseline, confirmed }: GateStanding): string =>
  [
    stands,
    `Asks for: ${asks}`,
    ...(baseline === undefined ? [] : [`Alarms before: ${baseline}`]),
    ...(confirmed.length > 0 ? [`Confirmed ${confirmed.join(', ')}`] : []),
  ].join('. ');

/** The gate of a wave that is under way. */
export interface OpenGate extends GateStanding {
  readonly fleet: string;
  readonly rollout: string;
  readonly wave: string;
}

/** The gates of the waves that are under way in some rollouts, what waits for a person first. */
export const openGates = (heads: readonly RolloutHead[], now: number): OpenGate[] =>
  heads
    .filter((head) => !isPlan(head) && !isOver(head))
    .flatMap((head) => {
      const index = currentWave(head);
      const standing = gateStanding(head, index, now);
      const wave = head.waves[index]?.name ?? '';
      return standing ? [{ fleet: head.fleet, rollout: head.id, wave, ...standing }] : [];
    })
    .toSorted((one, other) => Number(other.waits_for_person) - Number(one.waits_for_person));

/** One of them in one line. */
export const openGateLine = (gate: OpenGate): string =>
  `${gate.rollout}, wave ${gate.wave}: ${gateLine(gate)}`;
