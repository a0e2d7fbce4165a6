import type { Outcome } from '../outcome.ts';
import type { Trigger } from '../report.ts';

/**
 * What an earlier try left behind: when the first that was unknown may have left (after it, *busy* may be our own job),
 * and what was unknown when a person had it sent again all the same.
 */
interface Doubt {
  readonly doubt?: number;
  readonly undecided?: Outcome;
}

/**
 * Where one target stands. *waiting*: to be sent when due. *submitting*: a request for it may leave between `since` and
 * `until` (epoch ms). *unknown*: one left, or may have; the cloud is asked before anything is sent again. *done*: never
 * sent again by itself.
 */
export type TargetState =
  | ({ readonly state: 'waiting'; readonly outcome?: Outcome } & Doubt)
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
  readonly fingerprint: string;
  readonly trigger: Trigger;
  readonly triggered_at: number;
  readonly sender?: string;
  /** After this nothing is sent. */
  readonly deadline: number;
  readonly targets: Readonly<Record<string, TargetState>>;
  /** Submissions to the cloud so far, and tries in a row that the cloud put off. */
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
}

type Targets = Record<string, TargetState>;

const mapTargets = (entry: Entry, change: (state: TargetState, target: string) => TargetState): Targets =>
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

/** What the entry says of every target, in the order of the request. */
export function outcomesOf(entry: Entry): Outcome[] {
  return Object.entries(entry.targets).flatMap(([target, state]): Outcome[] => {
    if (state.state === 'done') return [...state.outcomes];
    if (state.state === 'unknown') return [state.outcome];
    if (state.state === 'submitting')
      return [{ target, verdict: 'unknown', reason: 'a submission is under way' }];
    return [state.outcome ?? { target, verdict: 'not_sent', reason: 'waits to be sent', retry: true }];
  });
}

/** Marks `targets` as submitting by `owner`, right before the call. */
export function claim(
  entry: Entry,
  targets: readonly string[],
  { owner, now, lease_until }: { owner: string; now: number; lease_until: number },
): Entry {
  const claimed = new Set(targets);
  return {
    ...entry,
    owner,
    lease_until,
    claimed_at: now,
    tries: entry.tries + 1,
    targets: mapTargets(entry, (state, target) =>
      claimed.has(target)
        ? { state: 'submitting', since: now, until: lease_until, ...doubtOf(state) }
        : state,
    ),
  };
}

/** A submission whose owner never told its outcome becomes unknown. */
export const orphaned = (entry: Entry): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) =>
    state.state === 'submitting'
      ? {
          state: 'unknown',
          since: state.doubt ?? state.since,
          until: state.until,
          outcome: {
            target,
            verdict: 'unknown',
            reason: 'the run that was submitting it ended without a word',
          },
        }
      : state,
  ),
});

/** What a submission between `since` and `until` taught, and whose it was. */
export interface Learned {
  readonly owner: string;
  readonly outcomes: readonly Outcome[];
  readonly since: number;
  readonly until: number;
}

/**
 * Merges what was learned, target by target and monotonically: an accepted job is never unlearned, whoever brings it;
 * a refusal or a not-sent of somebody who lost the lease says nothing about a later try. Two jobs for one target are
 * both kept and named in `conflicts`.
 */
export function learn(entry: Entry, learned: Learned): Entry {
  const byTarget = Object.groupBy(learned.outcomes, ({ target }) => target);
  const conflicts = new Set(entry.conflicts);
  const targets = mapTargets(entry, (state, target) => {
    const news = byTarget[target];
    if (!news) return state;
    if (state.state !== 'done') {
      return entry.owner === learned.owner || news.some(isGood)
        ? stateAfter(state, news, learned)
        : doubted(state, news, learned);
    }
    const outcomes = withNewJobs(state.outcomes, news);
    if (outcomes !== state.outcomes && jobsOf(state.outcomes).length > 0) conflicts.add(target);
    return { state: 'done', outcomes };
  });
  const strays = learned.outcomes.filter(({ target }) => !(target in entry.targets));
  const done = strays.map((stray): [string, TargetState] => [
    stray.target,
    { state: 'done', outcomes: [stray] },
  ]);
  return {
    ...entry,
    targets: { ...targets, ...Object.fromEntries(done) },
    ...(conflicts.size > 0 && { conflicts: [...conflicts] }),
  };
}

const isGood = ({ verdict }: Outcome) => verdict === 'accepted' || verdict === 'already_done';

function doubtOf(state: TargetState): Doubt {
  if (state.state === 'done') return {};
  if (state.state === 'unknown') return { doubt: state.since };
  const { doubt, undecided } = state;
  return { ...(doubt !== undefined && { doubt }), ...(undecided && { undecided }) };
}

function stateAfter(state: TargetState, news: readonly Outcome[], { since, until }: Learned): TargetState {
  if (news.some(isGood)) return { state: 'done', outcomes: news };
  const { doubt, undecided } = doubtOf(state);
  const doubtful = news.find(({ verdict }) => verdict === 'unknown');
  if (doubtful) return { state: 'unknown', since: doubt ?? since, until, outcome: doubtful };
  const [first] = news;
  if (!first?.retry) return { state: 'done', outcomes: undecided ? [undecided, ...news] : news };
  return doubt !== undefined && first.verdict === 'rejected'
    ? { state: 'unknown', since: doubt, until, outcome: { ...first, verdict: 'unknown' } }
    : { state: 'waiting', outcome: first, ...doubtOf(state) };
}

/** A doubt from somebody who lost the lease: their request may still be at work, whatever a later try says. */
function doubted(state: TargetState, news: readonly Outcome[], { since, until }: Learned): TargetState {
  const doubtful = news.find(({ verdict }) => verdict === 'unknown');
  if (!doubtful || state.state === 'done') return state;
  if (state.state === 'waiting')
    return { state: 'unknown', since: state.doubt ?? since, until, outcome: doubtful };
  if (state.state === 'unknown')
    return { ...state, since: Math.min(state.since, since), until: Math.max(state.until, until) };
  return { ...state, doubt: Math.min(state.doubt ?? since, since) };
}

const jobsOf = (outcomes: readonly Outcome[]) => outcomes.flatMap(({ job_id }) => (job_id ? [job_id] : []));

/** The known outcomes, or these with further jobs added; knowing a job makes a mere doubt or refusal obsolete. */
function withNewJobs(known: readonly Outcome[], news: readonly Outcome[]): readonly Outcome[] {
  const jobs = new Set(jobsOf(known));
  const added = news.filter(({ verdict, job_id }) => verdict === 'accepted' && job_id && !jobs.has(job_id));
  if (added.length === 0) return known;
  return jobs.size > 0 ? [...known, ...added] : news;
}

/** Every job the entry knows of. */
export const jobsIn = (entry: Entry): string[] => jobsOf(outcomesOf(entry));

/** Puts `targets` that wait, or whose claimed request never left, back to waiting; what they waited for before stays known. */
export const putBack = (
  entry: Entry,
  targets: readonly string[],
  outcomeOf: (target: string) => Outcome,
): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) =>
    targets.includes(target) && (state.state === 'waiting' || state.state === 'submitting')
      ? { state: 'waiting', outcome: outcomeOf(target), ...doubtOf(state) }
      : state,
  ),
});

/** Ends every target that is still to be sent: it never will be. On demand those too that nobody will look for any more. */
export const giveUp = (
  entry: Entry,
  outcomeOf: (target: string) => Outcome,
  more?: 'and unknown',
): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) => {
    if (state.state === 'unknown') return more ? { state: 'done', outcomes: [state.outcome] } : state;
    if (state.state === 'done') return state;
    return { state: 'done', outcomes: [state.undecided ?? outcomeOf(target)] };
  }),
});

/** What a look into the cloud taught of a target whose outcome was unknown. */
export const afterLook = (entry: Entry, target: string, after: TargetState): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, one) => (one === target && state.state === 'unknown' ? after : state)),
});

/** A person decided that what stayed unknown is sent again; what is not known of the first try stays on record. */
export const reopened = ({ due_at: _, hand_over: __, ...entry }: Entry): Entry => ({
  ...entry,
  targets: mapTargets({ ...entry }, (state) => {
    if (state.state === 'unknown') return { state: 'waiting', doubt: state.since, undecided: state.outcome };
    const undecided =
      state.state === 'done' ? state.outcomes.find(({ verdict }) => verdict === 'unknown') : undefined;
    const nothingElse =
      state.state === 'done' && state.outcomes.every(({ verdict }) => verdict === 'unknown');
    return undecided && nothingElse
      ? { state: 'waiting', doubt: entry.claimed_at ?? entry.triggered_at, undecided }
      : state;
  }),
});

/** A person gave the request more time: what had expired waits again. */
export const extended = ({ due_at: _, expired, hand_over, ...entry }: Entry, deadline: number): Entry => ({
  ...entry,
  ...(hand_over && !expired && { hand_over }),
  deadline,
  targets: mapTargets({ ...entry }, (state) =>
    expired && state.state === 'done' && state.outcomes.every(({ verdict }) => verdict === 'not_sent')
      ? { state: 'waiting' }
      : state,
  ),
});
