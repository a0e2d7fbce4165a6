/** The product's own waits and margins, in milliseconds, some hundred times shorter than in production. */
export const TIMING = {
  submit_margin_ms: 100,
  connection_idle_ms: 1000,
  token_margin_ms: 500,
  immediate_window_ms: 15 * 60_000,
  lease_margin_ms: 300,
  retry_least_ms: 50,
  retry_most_ms: 400,
  look_ms: 300,
  absence_margin_ms: 1500,
  look_for_ms: 6000,
  clock_skew_ms: 1000,
  hand_over_ms: 1500,
  resweep_ms: 2000,
  breaker_ms: 1500,
} as const;

/** What one cloud call may take. */
export const CALL_MS = 600;

/** What a function is told it may take. Its own `KEEP_BACK_MS` of 1.5 s cannot be shortened, so this cannot be much less. */
export const FUNCTION_MS = 4000;

/** How much later than that it is killed: time in which an owner that was stopped can come back after its lease. */
export const OVERRUN_MS = 1500;

/** A message that is neither deleted nor handed back comes again after this. */
export const VISIBILITY_SECONDS = 2;

/** The pace of the sweep, once a minute in production. */
export const SWEEP_MS = 250;

/** How long a token of the stand-in is good for. */
export const TOKEN_LIFETIME_MS = 40_000;

/** How long the cloud's jobs run, and make their instance busy. */
export const JOB_MS = 2500;
