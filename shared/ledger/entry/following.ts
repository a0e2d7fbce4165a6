import type { Settings } from '../../settings/settings.ts';
import type { JobId } from '../../terms/follow.ts';
import { iso } from '../../values/time/instant.ts';
import { type Entry, isSettled, outcomesOf } from './entry.ts';
import { type Job, newJob } from './job.ts';

/** Tells the jobs of an entry apart: one id may serve several targets, one target may have several jobs. */
export const jobKey = ({ target, job_id }: JobId): string => `${target}/${job_id}`;

/** The jobs whose end is not known yet. */
export const openJobs = ({ jobs = [] }: Entry): Job[] => jobs.filter(({ end }) => end === undefined);

/** Adds what was newly accepted to the jobs and what was newly settled to the events, and sets when to follow them up. */
export function planFollowing(entry: Entry, now: number, timing: Settings['TIMING']): Entry {
  const jobs = withNew(entry, now, timing);
  const newlySettled = isSettled(entry) && entry.settled_at === undefined;
  const events =
    newlySettled && entry.announce
      ? [...(entry.events ?? []).filter((key) => !key.startsWith(SETTLED)), settledKey(now)]
      : (entry.events ?? []);
  const { follow_at: _, ...rest } = entry;
  return withFollowUp(
    {
      ...rest,
      ...(jobs.length > 0 && { jobs }),
      ...(newlySettled && { settled_at: now }),
      ...(events.length > 0 && { events }),
    },
    now,
  );
}

const SETTLED = 'settled/';

/**
 * The event that says what became of every target, settled at that time (epoch ms); the others are named by their job.
 * A request that is settled anew, because a person had it sent again, has another one, which takes its place.
 */
export const settledKey = (at: number): string => `${SETTLED}${iso(at)}`;

/** Makes open jobs due for a look at once. */
export function lookNow(entry: Entry, jobs: readonly JobId[], now: number): Entry {
  const keys = new Set(jobs.map(jobKey));
  const due = (job: Job) => !job.end && keys.has(jobKey(job));
  return withFollowUp(
    { ...entry, jobs: (entry.jobs ?? []).map((job) => (due(job) ? { ...job, look_at: now } : job)) },
    now,
  );
}

/** Replaces open jobs by what they are after a look, announcing those that ended. */
export function followed(entry: Entry, looked: readonly Job[], now: number): Entry {
  const byKey = new Map(looked.map((job) => [jobKey(job), job]));
  const jobs = (entry.jobs ?? []).map((job) => byKey.get(jobKey(job)) ?? job);
  const ended = looked.filter(({ end }) => end);
  const events = [...(entry.events ?? []), ...(entry.announce ? ended.map(jobKey) : [])];
  return withFollowUp({ ...entry, jobs, ...(events.length > 0 && { events }) }, now);
}

/** Takes events off that the bus has taken. */
export function announced({ events = [], ...entry }: Entry, taken: readonly string[], now: number): Entry {
  const left = events.filter((event) => !taken.includes(event));
  return withFollowUp({ ...entry, ...(left.length > 0 && { events: left }) }, now);
}

function withNew(entry: Entry, now: number, timing: Settings['TIMING']): readonly Job[] {
  const jobs = entry.jobs ?? [];
  const known = new Set(jobs.map(jobKey));
  const accepted = outcomesOf(entry).flatMap(({ target, verdict, job_id }) =>
    verdict === 'accepted' && job_id && target in entry.targets ? [{ target, job_id }] : [],
  );
  const fresh = accepted.filter((job) => !known.has(jobKey(job)));
  return [...jobs, ...fresh.map((job) => newJob(job, entry.terms, now, timing))];
}

function withFollowUp({ follow_at: _, ...entry }: Entry, now: number): Entry {
  const looks = openJobs(entry).map(({ look_at }) => look_at);
  const times = entry.events ? [now, ...looks] : looks;
  return times.length > 0 ? { ...entry, follow_at: Math.min(...times) } : entry;
}
