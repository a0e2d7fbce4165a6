import type { OwnCode } from '../../terms/codes.ts';
import type { Facts } from './facts.ts';

/** What a gate says of a request that is about to leave: go, wait, or never. */
export type Answer = Go | Wait | Never;

/** Nothing stands in its way. */
export interface Go {
  readonly says: 'go';
}

/** Not now. `until` in epoch ms; absent, nobody knows when. `only`: it is this run that must not send it; the next one may at once. */
export interface Wait {
  readonly says: 'wait';
  readonly because: string;
  /** What of the calendar it waits for. */
  readonly code?: OwnCode;
  readonly until?: number;
  readonly only?: 'this run';
}

/** Not at all: its time is over, whoever brought it may not, or what released it takes it back. */
export interface Never {
  readonly says: 'never';
  readonly because: string;
  readonly end: 'expired' | 'forbidden' | 'called off';
  /** Which of the ways in which its time is over; absent for the plain one. */
  readonly code?: OwnCode;
}

/** When gates are asked, in the order of the pipeline. */
export type Moment =
  /** Before a login and any read of the cloud. */
  | 'arrived'
  /** What became of unknown targets has been looked for. */
  | 'looked'
  /** The preflight is over; what an hour allows is counted. */
  | 'checked'
  /** Right before the claim is written, and right after. */
  | 'claiming'
  | 'claimed'
  /** Right before the call. */
  | 'leaving'
  /** A dry run comes to its end. */
  | 'rehearsed';

/** When those are asked that need only the intent and the clock: whenever time may have passed. */
export const BY_CLOCK: readonly Moment[] = ['arrived', 'looked', 'claiming', 'leaving'];

/**
 * One question that is asked before a submission leaves; facts alone decide. `needs` names the fact that has to be read, and
 * is read only when every gate before it said go. A fact that is absent stands in nobody's way: without a ledger nothing is
 * paused and nothing counted.
 */
export interface Gate {
  readonly at: readonly Moment[];
  readonly needs?: Needed;
  ask(facts: Facts): Answer;
}

/** The facts that are read when a gate needs them. */
export type Needed = 'freeze' | 'opening' | 'permission' | 'rollout' | 'pause' | 'hour';

export const GO: Go = { says: 'go' };
export const waitUntil = (until: number, because: string, code?: OwnCode): Answer => ({
  says: 'wait',
  because,
  until,
  ...(code && { code }),
});
/** Nobody knows until when. */
export const wait = (because: string): Answer => ({ says: 'wait', because });
export const notThisRun = (because: string): Answer => ({ says: 'wait', because, only: 'this run' });
export const expired = (because: string, code?: OwnCode): Answer => ({
  says: 'never',
  because,
  end: 'expired',
  ...(code && { code }),
});
export const forbidden = (because: string): Answer => ({ says: 'never', because, end: 'forbidden' });
export const calledOff = (because: string): Answer => ({ says: 'never', because, end: 'called off' });
