import { amountOf, atOnceOf, enoughOf, percentOf } from './amount.ts';
import type { Amount } from './fleet.ts';

/** How fast a wave may go, and when it is over. */
export interface PaceRules {
  /** How many targets it has, without those that left. */
  readonly size: number;
  readonly at_once: Amount;
  /** How many targets the first steps have. */
  readonly ramp?: readonly number[] | undefined;
  readonly stop_after: Amount;
  /** The share that must end well, in percent. */
  readonly enough: number;
}

/** How many targets of a wave stand where. Each target counts once at most. */
export interface PaceCounts {
  readonly succeeded: number;
  readonly already_done: number;
  readonly failed: number;
  readonly completed_unchanged: number;
  readonly timed_out: number;
  readonly unknown: number;
  readonly completed_unproven: number;
  /** At work; without timed out, unknown and two jobs, which keep their slots as well. */
  readonly in_flight: number;
  /** What can still start. */
  readonly waiting: number;
  readonly two_jobs?: number | undefined;
  /** Bad ends that a person accepted; they stand in no other count. */
  readonly accepted?: number | undefined;
}

/** What a wave may do now: how many more may start, whether its rollout halts, whether the wave is over, and why. */
export interface Pace {
  readonly start: number;
  readonly halted: boolean;
  readonly passed: boolean;
  readonly because: string;
}

/** Of fewer ended targets a share says nothing: one bad end stops. */
const ENOUGH_TO_JUDGE = 5;

/**
 * Pace and budget of one wave. Throws `RangeError` for an amount that is neither a number nor a share.
 *
 * A wave in which nothing may start, that neither halts nor has passed, while nothing is at work, waits for a person at its gate.
 */
export function paceOf(rules: PaceRules, counts: PaceCounts): Pace {
  const tally = tallyOf(rules, counts);
  const halts = whyHalted(tally);
  if (halts !== undefined) return { start: 0, halted: true, passed: false, because: halts };
  const { in_flight, waiting } = counts;
  const { well, enough } = tally;
  if (in_flight + waiting === 0) {
    return well >= enough
      ? { start: 0, halted: false, passed: true, because: `${well} ended well, ${enough} are enough` }
      : {
          start: 0,
          halted: false,
          passed: false,
          because: `${well} ended well, ${enough} must, and nothing is left to start: a person promotes the wave`,
        };
  }
  const [room, because] = roomOf(tally);
  const start = Math.min(waiting, room);
  return {
    start,
    halted: false,
    passed: false,
    because:
      start > 0
        ? `${start} may start`
        : waiting > 0
          ? because
          : `${in_flight} at work, nothing waits to start`,
  };
}

/** The counts as the rules weigh them. */
interface Tally {
  readonly well: number;
  readonly bad: number;
  readonly kept: number;
  readonly unproven: number;
  readonly in_flight: number;
  readonly at_once: number;
  /** How many bad ends are too many. */
  readonly budget: number;
  readonly enough: number;
  /** How many targets may have been started at most, as the ramp has it. */
  readonly steps: number;
  /** Whether the ramp is not over. */
  readonly ramping: boolean;
  /** Whether anything may still end well. */
  readonly open: boolean;
}

function tallyOf(rules: PaceRules, counts: PaceCounts): Tally {
  const { size, ramp = [] } = rules;
  const { two_jobs = 0, completed_unproven: unproven, in_flight, waiting } = counts;
  const well = counts.succeeded + counts.already_done;
  const kept = counts.timed_out + counts.unknown + two_jobs;
  const bad = counts.failed + counts.completed_unchanged + kept;
  const few = percentOf(rules.stop_after) !== undefined && well + bad + unproven < ENOUGH_TO_JUDGE;
  return {
    well,
    bad,
    kept,
    unproven,
    in_flight,
    at_once: atOnceOf(rules.at_once, size),
    budget: few ? 1 : amountOf(rules.stop_after, size),
    enough: enoughOf(rules.enough, size),
    steps: stepsOpen(ramp, well),
    ramping: well < sumOf(ramp),
    open: in_flight + waiting > 0,
  };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** A step of the ramp opens once all of the steps before ended well; after the last there is no limit. */
function stepsOpen(ramp: readonly number[], well: number): number {
  let steps = 0;
  for (const step of ramp) {
    steps += step;
    if (well < steps) return steps;
  }
  return Number.POSITIVE_INFINITY;
}

function whyHalted(tally: Tally): string | undefined {
  const { bad, budget, ramping, unproven, kept, at_once, open, well, enough } = tally;
  if (bad >= budget) return `${bad} ended badly, and it stops at ${budget}`;
  if (ramping && bad > 0) return `${bad} ended badly in a step of the ramp`;
  if (ramping && unproven > 0) return `${unproven} ended in a step of the ramp and proved nothing`;
  if (kept >= at_once) return `nobody knows whether ${kept} are still at work, and no slot is left`;
  if (unproven > 0 && !open && well < enough) {
    return `${unproven} proved nothing, ${well} ended well, ${enough} must, and nothing is left to start`;
  }
  return undefined;
}

/** How many more may start, and what keeps it from being more. */
function roomOf({
  at_once,
  in_flight,
  kept,
  steps,
  well,
  bad,
  unproven,
}: Tally): [room: number, because: string] {
  const slots = at_once - in_flight - kept;
  const step = steps - well - bad - unproven - in_flight;
  return step < slots
    ? [Math.max(0, step), 'the step of the ramp is not over: all of it must end well before the next opens']
    : [Math.max(0, slots), `${in_flight + kept} of ${at_once} slots are taken`];
}
