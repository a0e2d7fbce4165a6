import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { OPERATIONS } from './intents.ts';

/** The product's own waits and margins, in milliseconds, some hundred times shorter than in production. */
const FAST = {
  submit_margin_ms: 100,
  token_margin_ms: 500,
  lease_margin_ms: 300,
  retry_least_ms: 300,
  retry_most_ms: 600,
  look_ms: 300,
  absence_margin_ms: 1500,
  look_for_ms: 6000,
  clock_skew_ms: 1000,
  hand_over_ms: 1500,
  resweep_ms: 4000,
  breaker_ms: 1500,
  index_lag_ms: 50,
  proven_ms: 100,
  follow_least_ms: 1500,
  follow_most_ms: 3000,
  proof_ms: 2000,
  follow_grace_ms: 10_000,
};

/** How long any job may take, in milliseconds; the same for every operation. */
const WITHIN_MS = 6000;

/** All times of a run, in milliseconds. */
export interface Times {
  /** The functions' `TIMING`. */
  readonly timing: Readonly<Record<string, unknown>>;
  /** What one cloud call may take. */
  readonly callMs: number;
  /** What a function is told it may take; its own 1.5 s kept back for the ledger cannot be shortened, so not much less. */
  readonly functionMs: number;
  /** How much later than that it is killed: time in which an owner that was stopped can come back after its lease. */
  readonly overrunMs: number;
  /** A message that is neither deleted nor handed back comes again after this. */
  readonly visibilitySeconds: number;
  /** How long a token of the stand-in is good for. */
  readonly tokenLifetimeMs: number;
  /** How long the cloud's jobs run, and make their instance busy. */
  readonly jobMs: number;
}

/** The pace of the sweep, once a minute in production. */
export const SWEEP_MS = 250;

/** The times of a run; `pace` 1 is the fastest. */
export const timesAt = (pace: number, preflight: 'on' | 'off'): Times => ({
  timing: {
    ...Object.fromEntries(Object.entries(FAST).map(([name, ms]) => [name, ms * pace])),
    // Without a look at the instance nobody knows that a job never seen to end is over: whoever waits for it expires.
    immediate_window_ms: preflight === 'on' ? 15 * 60_000 : 30_000 * pace,
    job_within_ms: Object.fromEntries(OPERATIONS.map((name) => [name, WITHIN_MS * pace])),
  },
  callMs: 600 * pace,
  functionMs: 4000 * pace,
  overrunMs: 1500 * pace,
  visibilitySeconds: 2 * pace,
  tokenLifetimeMs: 40_000 * pace,
  jobMs: 2500 * pace,
});

const IDLE_MS = 120;
const RUNS = 8;
const CROWD = 1.5;

/** A pace that this machine can keep now, 1 to 6: on a busy one no function would ever come to its end in time. */
export function paceOfMachine(): number {
  const since = performance.now();
  for (let run = 0; run < RUNS; run++) spawnSync(process.execPath, ['--eval', '0']);
  const slowness = (performance.now() - since) / RUNS / IDLE_MS;
  // A process that starts is served sooner than the many that are to work here.
  const crowd = (loadavg()[0] ?? 0) / availableParallelism() / CROWD;
  return Math.min(6, Math.max(1, Math.round(Math.max(slowness, crowd))));
}
