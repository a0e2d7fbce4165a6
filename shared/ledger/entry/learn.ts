import type { Outcome } from '../../terms/outcome.ts';
import { doubtOf, type Entry, jobsOf, mapTargets, type TargetState } from './entry.ts';

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
  const known = new Set((entry.strays ?? []).map((stray) => JSON.stringify(stray)));
  const strays = learned.outcomes.filter(
    (outcome) => !(outcome.target in entry.targets) && !known.has(JSON.stringify(outcome)),
  );
  const grown = conflicts.size > (entry.conflicts?.length ?? 0);
  const { hand_over, settled_at, ...rest } = entry;
  return {
    ...rest,
    // A new conflict has to reach a person though the outcome already did.
    ...(hand_over && !grown && { hand_over }),
    ...(settled_at !== undefined && !grown && { settled_at }),
    targets,
    ...(strays.length > 0 && { strays: [...(entry.strays ?? []), ...strays] }),
    ...(conflicts.size > 0 && { conflicts: [...conflicts] }),
  };
}

const isGood = ({ verdict }: Outcome) => verdict === 'accepted' || verdict === 'already_done';

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

/** The known outcomes, or these with further jobs added; knowing a job makes a mere doubt or refusal obsolete. */
function withNewJobs(known: readonly Outcome[], news: readonly Outcome[]): readonly Outcome[] {
  const jobs = new Set(jobsOf(known));
  const added = news.filter(({ verdict, job_id }) => verdict === 'accepted' && job_id && !jobs.has(job_id));
  if (added.length === 0) return known;
  return jobs.size > 0 ? [...known, ...added] : news;
}
