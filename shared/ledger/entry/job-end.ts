import type { Settings } from '../../settings/settings.ts';
import type { State } from '../../terms/follow.ts';
import type { End, Job, Look } from './job.ts';

/** The job after a look. A look that showed nothing is not its end; only one that was answered ends it as timed out. */
export function afterLook(
  job: Job,
  { sight, state }: Look,
  before: State | undefined,
  now: number,
  timing: Settings['TIMING'],
): Job {
  if (job.end) return job;
  const seen = typeof sight === 'object' ? sight : undefined;
  const completed_at = job.completed_at ?? (seen?.status === 'completed' ? now : undefined);
  const { ends_by = now, over_ran = now } = job;
  const isLate = seen?.status === 'open' && job.ends_by !== undefined && ends_by <= now;
  // Looked at early, it need not be looked at again before it starts.
  const next = Math.max(
    now + pace(now - (completed_at ?? job.starts_at), timing),
    job.starts_at + timing.follow_least_ms,
  );
  const looked: Job = {
    ...job,
    looks: job.looks + 1,
    // Whether it is still at work when it has to have ended shows only then.
    look_at: completed_at === undefined && now < ends_by ? Math.min(next, ends_by) : next,
    ...(isLate && { over_ran }),
    // A look that began before another saw the job completed is old news.
    ...(seen &&
      job.completed_at === undefined && {
        seen: { word: seen.word, ...(seen.progress && { progress: seen.progress }), at: now },
      }),
    ...(completed_at !== undefined && { completed_at }),
  };
  const [end, reason] =
    completed_at === undefined
      ? endUnlessOpen(looked, sight, now, timing)
      : endOnceProven(state, before, now - completed_at, timing);
  if (!end) return looked;
  const words = {
    ...(reason && { reason }),
    ...(before && { before: before.shows }),
    ...(typeof state === 'object' && { after: state.shows }),
  };
  return { ...looked, end: { end, at: now, ...words } };
}

/** Half of the time it has taken so far, within bounds: an end is seen at most half a job's length late. */
const pace = (elapsed: number, { follow_least_ms, follow_most_ms }: Settings['TIMING']): number =>
  Math.min(follow_most_ms, Math.max(follow_least_ms, elapsed / 2));

type Verdict = readonly [end?: End, reason?: string];

function endUnlessOpen(job: Job, sight: Look['sight'], now: number, timing: Settings['TIMING']): Verdict {
  const last = job.seen
    ? `; last seen ${job.seen.word} ${job.seen.progress ?? ''}`.trimEnd()
    : '; never seen';
  if (sight === undefined) {
    const lost = now >= job.deadline + timing.follow_grace_ms;
    return lost ? ['timed_out', `the cloud could not be asked whether it ended${last}`] : [];
  }
  if (sight !== 'missing' && sight.status === 'failed') {
    return ['failed', sight.reason || 'the cloud gives no reason'];
  }
  if (sight !== 'missing' && sight.status === 'canceled') return ['canceled', 'canceled in the cloud'];
  if (now < job.deadline) return [];
  return [
    'timed_out',
    sight === 'missing' ? `the cloud no longer lists it${last}` : `it has not ended in time${last}`,
  ];
}

function endOnceProven(
  state: Look['state'],
  before: State | undefined,
  waited: number,
  { proof_ms, follow_grace_ms }: Settings['TIMING'],
): Verdict {
  const said = 'the cloud says completed';
  if (before?.promised) return ['completed_unproven', `${said}; what was asked for was there before`];
  if (typeof state === 'object' && state.promised) {
    return before
      ? ['succeeded']
      : ['completed_unproven', `${said} and shows what was asked for; what was there before was not read`];
  }
  // The cloud's lists lag behind what it did.
  if (waited < proof_ms) return [];
  if (typeof state === 'object') {
    return ['completed_unchanged', `${said}, but what was asked for is not there`];
  }
  if (state === 'missing') {
    return ['completed_unproven', `${said} and does not show whether anything changed`];
  }
  return waited < proof_ms + follow_grace_ms
    ? []
    : ['completed_unproven', `${said}; it could not be asked whether anything changed`];
}
