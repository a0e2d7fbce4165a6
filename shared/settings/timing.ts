import * as z from 'zod/mini';
import { DAY, HOUR, MINUTE } from '../values/time/units.ts';
import { wholeNumber } from '../values/whole-number.ts';

type Range = readonly [fallback: number, least: number, most: number];

/** Every wait, margin and back-off in milliseconds: what holds unless `TIMING` says otherwise, and the least and most it may say. */
const WAITS = {
  /** What must remain of the invocation beyond the call's time-out before a submission starts. */
  submit_margin_ms: [5000, 100, MINUTE],
  /** How long after its last answer a connection may carry the next request. */
  connection_idle_ms: [1000, 0, 5000],
  /** How long before its expiry a token is replaced. */
  token_margin_ms: [10 * MINUTE, 0, HOUR],
  /** How long a secret read from the store is used without looking again. */
  secret_ttl_ms: [5 * MINUTE, 0, HOUR],
  /** How long after its trigger an operation that starts at once may still be sent, unless `not_after` says otherwise. */
  immediate_window_ms: [HOUR, 1000, DAY],
  /** The same for an operation with a start of its own. */
  scheduled_window_ms: [DAY, 1000, 7 * DAY],
  /** What a lease outlasts its invocation by. */
  lease_margin_ms: [10_000, 100, 10 * MINUTE],
  /** The first and the longest wait before a busy or throttled target is tried again. */
  retry_least_ms: [MINUTE, 10, HOUR],
  retry_most_ms: [15 * MINUTE, 10, DAY],
  /** The pace of looks into the cloud for a target whose outcome is unknown. */
  look_ms: [2 * MINUTE, 10, HOUR],
  /** How long after a request can last have left its job may still appear in the cloud's lists. */
  absence_margin_ms: [10 * MINUTE, 10, DAY],
  /** How long an unknown target is looked for before a person has to decide. */
  look_for_ms: [HOUR, 10, 7 * DAY],
  /** How long the ledger's index may lag behind what was written. */
  index_lag_ms: [2000, 0, MINUTE],
  /** How far the cloud's clock may differ from ours. */
  clock_skew_ms: [5 * MINUTE, 10, HOUR],
  /** When the sweep repeats a hand-over to people that was not confirmed. */
  hand_over_ms: [MINUTE, 10, HOUR],
  /** When the sweep puts something due on its queue again if nothing has come of it. */
  resweep_ms: [15 * MINUTE, 10, DAY],
  /** The first and the longest wait before an accepted job is looked at again. */
  follow_least_ms: [10_000, 10, 10 * MINUTE],
  follow_most_ms: [5 * MINUTE, 10, HOUR],
  /** How long after a job completed the cloud may still show what was there before. */
  proof_ms: [10 * MINUTE, 10, DAY],
  /** How long past its deadline a job is followed, or an unknown target looked for, while the cloud cannot be asked. */
  follow_grace_ms: [HOUR, 10, 7 * DAY],
  /** How long a login that proved good is taken for good without trying it alone. */
  proven_ms: [MINUTE, 0, HOUR],
  /** How long a refused password or key is left alone. */
  breaker_ms: [15 * MINUTE, 10, DAY],
} satisfies Readonly<Record<string, Range>>;

type Wait = keyof typeof WAITS;

/** The waits in force. */
export type Timing = Readonly<Record<Wait, number>> & {
  /** How long an operation's jobs may take, by its name, where it is not to be the vendor's own figure. */
  readonly job_within_ms: Readonly<Record<string, number>>;
};

const each = <Made>(make: (range: Range) => Made) =>
  Object.fromEntries(Object.entries(WAITS).map(([name, range]) => [name, make(range)])) as Record<Wait, Made>;

/** The waits where nothing is said of them. */
export const usualTiming: Timing = { ...each(([fallback]) => fallback), job_within_ms: {} };

// What keeps a second submission, or a false end, apart from slow clocks, indexes, lists and runs.
const MARGINS = [
  'submit_margin_ms',
  'lease_margin_ms',
  'absence_margin_ms',
  'index_lag_ms',
  'clock_skew_ms',
  'proof_ms',
] as const satisfies readonly Wait[];

/** The margins that are shorter than usual. */
export const shortMargins = (timing: Timing): string[] =>
  MARGINS.filter((name) => timing[name] < usualTiming[name]);

/** What `TIMING` may hold; made with its first use, since hardly anybody sets it and it takes a hundred schemas. */
export const timing = z.lazy(() =>
  z.strictObject(
    {
      ...each(([fallback, least, most]) => z._default(wholeNumber(least, most), fallback)),
      job_within_ms: z._default(
        z.record(z.string(), wholeNumber(10, 7 * DAY), 'expected milliseconds by operation'),
        {},
      ),
    },
    'expected waits by name, as in {"look_ms":120000}',
  ),
);
