import type { OwnCode } from '../../terms/codes.ts';
import type { State } from '../../terms/follow.ts';
import type { Outcome } from '../../terms/outcome.ts';
import { type Status, statusOf, type Trigger } from '../../terms/report.ts';
import type { Job, Terms } from './job.ts';
import type { Step } from './step.ts';

/**
 * What an earlier try left behind: when the first that was unknown may have left (after it, *busy* may be our own job),
 * and what was unknown when it was sent again all the same.
 */
interface Doubt {
  readonly doubt?: number;
  readonly undecided?: Outcome;
}

/**
 * Where one target stands. *waiting*: to be sent when `due`, at once without. *submitting*: a request for it may leave between `since` and
 * `until` (epoch ms). *unknown*: one left, or may have; the cloud is asked before anything is sent again. *done*: never
 * sent again by itself.
 */
export type TargetState =
  | ({ readonly state: 'waiting'; readonly outcome?: Outcome; readonly due?: number } & Doubt)
  | ({ readonly state: 'submitting'; readonly since: number; readonly until: number } & Doubt)
  | { readonly state: 'unknown'; readonly since: number; readonly until: number; readonly outcome: Outcome }
  | { readonly state: 'done'; readonly outcomes: readonly Outcome[] };

/** The ledger's record of one request: one call, its targets, and what is to be done next. Times in epoch ms. */
export interface Entry {
  readonly operation: string;
  readonly request_id: string;
  readonly region: string;
  readonly project_id: string;
  /** The intent as written, its secrets masked; `sealed` holds it whole when anything was. */
  readonly intent: Readonly<Record<string, unknown>>;
  readonly sealed?: string;
  /** The vendor's fields as they are sent, durations resolved, secrets masked. */
  readonly fields: object;
  readonly fingerprint: string;
  readonly trigger: Trigger;
  readonly triggered_at: number;
  readonly sender?: string;
  /** After this nothing is sent. */
  readonly deadline: number;
  readonly targets: Readonly<Record<string, TargetState>>;
  /** What a reply said of targets that were never requested. */
  readonly strays?: readonly Outcome[];
  /** Submissions to the cloud so far (and each time it was called off), and tries in a row that the cloud put off. */
  readonly tries: number;
  readonly put_off: number;
  readonly owner?: string;
  readonly lease_until?: number;
  readonly claimed_at?: number;
  readonly due_at?: number;
  /** Whether what was still waiting ended because its time was over. */
  readonly expired?: boolean;
  /** Whether a person's queue still has to get it. */
  readonly hand_over?: 'pending' | 'done';
  /** A target for which the cloud named two different jobs, if ever. */
  readonly conflicts?: readonly string[];
  /** How its jobs are followed. */
  readonly terms: Terms;
  /** What a target showed right before it was sent; absent where that could not be read. */
  readonly baselines?: Readonly<Record<string, State>>;
  /** What could not be looked at before a target was sent. */
  readonly unchecked?: Readonly<Record<string, readonly string[]>>;
  /** Every job that was accepted. */
  readonly jobs?: readonly Job[];
  /** When every target was settled. */
  readonly settled_at?: number;
  /** Whether its events go to a bus, and the keys of those that the bus still has to take. */
  readonly announce?: boolean;
  readonly events?: readonly string[];
  /** When a job is to be looked at, or an event handed over. */
  readonly follow_at?: number;
  /** What happened to it, for people to read. */
  readonly history?: readonly Step[];
  /** Other intents that came under its id and were refused, the first few. */
  readonly refused?: readonly RefusedIntent[];
  /** Who called it off, and when: what of it waits, or comes back to waiting, is not sent. */
  readonly canceled?: { readonly by: string; readonly at: number };
}

/** Another intent under a request's id: when it was asked for (epoch ms), by what, and the fields in which it differs. */
export interface RefusedIntent {
  readonly at: number;
  readonly trigger: Trigger;
  readonly sender?: string;
  readonly differs_in: string;
  readonly fingerprint: string;
}

type Targets = Record<string, TargetState>;

/** The targets with each state changed. */
export const mapTargets = (
  entry: Entry,
  change: (state: TargetState, target: string) => TargetState,
): Targets =>
  Object.fromEntries(Object.entries(entry.targets).map(([target, state]) => [target, change(state, target)]));

/** The targets in a state. */
export const targetsIn = (entry: Entry, ...states: TargetState['state'][]): string[] =>
  Object.entries(entry.targets).flatMap(([target, { state }]) => (states.includes(state) ? [target] : []));

/** Whether nothing is left to do for any target. */
export const isSettled = (entry: Entry): boolean =>
  targetsIn(entry, 'done').length === Object.keys(entry.targets).length;

/** Whether another invocation may be submitting right now. */
export const isLeased = (entry: Entry, now: number): boolean =>
  targetsIn(entry, 'submitting').length > 0 && now < (entry.lease_until ?? 0);

/** What the entry says of every target, in the order of the request, and of any that was never requested. */
export function outcomesOf(entry: Entry): Outcome[] {
  const requested = Object.entries(entry.targets).flatMap(([target, state]): Outcome[] => {
    if (state.state === 'done') return [...state.outcomes];
    if (state.state === 'unknown') return [state.outcome];
    if (state.state === 'submitting')
      return [{ target, verdict: 'unknown', reason: 'a submission is under way' }];
    return [state.outcome ?? { target, verdict: 'not_sent', reason: 'waits to be sent', retry: true }];
  });
  return [...requested, ...(entry.strays ?? [])];
}

/** The jobs that outcomes name. */
export const jobsOf = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(({ job_id }) => (job_id ? [job_id] : []));

/** Every job the entry knows of. */
export const jobsIn = (entry: Entry): string[] => jobsOf(outcomesOf(entry));

/** What of a doubt goes on into the next state. */
export function doubtOf(state: TargetState): Doubt {
  if (state.state === 'done') return {};
  if (state.state === 'unknown') return { doubt: state.since };
  const { doubt, undecided } = state;
  return { ...(doubt !== undefined && { doubt }), ...(undecided && { undecided }) };
}

/** The targets that may be sent now. */
export const sendable = (entry: Entry, now: number): string[] =>
  Object.entries(entry.targets).flatMap(([target, state]) =>
    state.state === 'waiting' && (state.due ?? 0) <= now ? [target] : [],
  );

/** The targets of an entry that expired which more time brings back: whatever had to end by a fixed time stays as it is. */
export const revivable = (entry: Entry): string[] =>
  Object.entries(entry.targets).flatMap(([target, state]) =>
    entry.expired && state.state === 'done' && state.outcomes.every(ranOut) ? [target] : [],
  );

/** Whether a target of an entry that expired was not sent for want of time to send it in. */
export const ranOut = ({ verdict, code }: Outcome): boolean =>
  verdict === 'not_sent' && code !== ('ends_too_late' satisfies OwnCode);

/** The status of a settled entry; *expired* only when nothing of it was ever sent or taken. */
export function settledStatus(entry: Entry): Status {
  const outcomes = outcomesOf(entry);
  const untouched = outcomes.every(({ verdict }) => verdict === 'not_sent');
  return entry.expired && untouched ? 'expired' : statusOf(outcomes);
}
