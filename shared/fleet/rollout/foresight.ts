import { parseDuration } from '../../values/time/duration.ts';
import { HOUR, MINUTE } from '../../values/time/units.ts';
import type { RolloutHead, RolloutWave } from './rollout.ts';

// What people are told of waves before they start: kept beside the head of a rollout, made anew now and then. Times are epoch ms.

/** A wave that nobody has to decide about any more, and when it is foreseen to start. */
export interface ForeseenStart {
  readonly wave: string;
  readonly starts: number;
  /** When the last of it has ended, at the latest. */
  readonly ends?: number;
  /** The time zone that its people live by, as far as one is known. */
  readonly zone: string;
  readonly operations: readonly { readonly name: string; readonly effect: string }[];
  readonly instances: number;
  /** Whose the instances are, most first, and the names of a few; *more*: of further owners. */
  readonly owners: readonly {
    readonly owner?: string;
    readonly count: number;
    readonly names: readonly string[];
  }[];
  readonly more: number;
}

/** What is foreseen of the starts of waves. */
export interface Foresight {
  /** It holds for a head with this number, until a time. */
  readonly decision: number;
  readonly good_until: number;
  readonly waves: readonly ForeseenStart[];
}

/** The second key under which a rollout keeps it. */
export const FORESIGHT = 'foreseen';

/** Nobody believes a forecast for longer; and it is not made more often. */
const LONGEST = 6 * HOUR;
const SHORTEST = 15 * MINUTE;

/** Whether a wave may still start. */
export const isToStart = ({ state, started_at }: RolloutWave): boolean =>
  started_at === undefined && (state === 'pending' || state === 'open');

/** Whether people are to be told of something that a rollout will start. */
export const isAwaited = ({ state, spec, waves }: RolloutHead): boolean =>
  (state === 'approved' || state === 'running') && spec.tell.ahead.length > 0 && waves.some(isToStart);

/** How long before its start people are told of a wave, ms. */
export const stepsOf = ({ spec }: Pick<RolloutHead, 'spec'>): number[] =>
  spec.tell.ahead.flatMap((text) => parseDuration(text) ?? []);

/** Until when a forecast of these starts is good: until the next of them is to be told. */
export function goodUntil(head: RolloutHead, starts: readonly number[], now: number): number {
  const steps = stepsOf(head);
  const told = starts.flatMap((at) => steps.map((step) => at - step)).filter((at) => at > now);
  return Math.max(now + SHORTEST, Math.min(now + LONGEST, ...told));
}
