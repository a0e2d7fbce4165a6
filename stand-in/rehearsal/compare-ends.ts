import { type Entry, settledStatus } from '../../shared/ledger/entry/entry.ts';
import { jobKey, settledKey } from '../../shared/ledger/entry/following.ts';
import type { Job } from '../../shared/ledger/entry/job.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import type { PlayedWave } from './play.ts';
import type { ExpectedEnd } from './scene.ts';

/** A job with the request it belongs to. */
interface Owned {
  readonly entry: Entry;
  readonly job: Job;
}

/**
 * What is not as it should be behind the acceptance: a job that nobody follows, an end that is missing, unexpected or was
 * not told exactly once in the log and at least once on the bus.
 */
export function compareEnds(wave: PlayedWave): string[] {
  const jobs = wave.entries.flatMap((entry) => (entry.jobs ?? []).map((job) => ({ entry, job })));
  return [
    ...wave.accepted
      .filter(({ target, job_id }) => !jobs.some(({ job }) => job.target === target && job.job_id === job_id))
      .filter(({ target }) => !isUnknown(wave.entries, target))
      .map(({ target, job_id }) => `nobody follows the job ${job_id} on ${target}`),
    ...wrongEnds(wave, jobs),
    ...wrongLines(wave, jobs),
    ...wrongEvents(wave, jobs),
  ];
}

const isUnknown = (entries: readonly Entry[], target: string) =>
  entries.some(({ targets }) => {
    const state = targets[target];
    return state?.state === 'done' && state.outcomes.some(({ verdict }) => verdict === 'unknown');
  });

function wrongEnds({ wave }: PlayedWave, jobs: readonly Owned[]): string[] {
  if (!wave.followed) return [];
  const left = jobs.map(({ job }) => job);
  const missing = wave.scenes
    .flatMap(({ expect }) => expect.ends ?? [])
    .filter((expected) => {
      const index = left.findIndex((job) => endedAs(expected, job));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  return [
    ...missing.map((expected) => `never ended like this: ${JSON.stringify(expected)}`),
    ...left.map((job) => `ended otherwise than expected: ${JSON.stringify(job)}`),
  ];
}

const endedAs = ({ target, ...expected }: ExpectedEnd, job: Job) => {
  const ending = new Map(Object.entries(job.end ?? {}));
  return (
    job.target === target && Object.entries(expected).every(([name, value]) => ending.get(name) === value)
  );
};

function wrongLines({ followed }: PlayedWave, jobs: readonly Owned[]): string[] {
  const lines = followed.map((line) => ({ line, said: JSON.parse(line) as Record<string, unknown> }));
  const isOf = ({ entry, job }: Owned, said: Record<string, unknown>) =>
    said.request_id === entry.request_id && said.target === job.target && said.job_id === job.job_id;
  return [
    ...lines
      .filter(({ said }) => !jobs.some((one) => isOf(one, said) && said.end === one.job.end?.end))
      .map(({ line }) => `follow-job printed what the ledger does not say: ${line}`),
    ...jobs
      .filter((one) => one.job.end && lines.filter(({ said }) => isOf(one, said)).length !== 1)
      .map(({ job }) => `the end of ${job.job_id} on ${job.target} has not one log line`),
  ];
}

function wrongEvents({ events, entries }: PlayedWave, jobs: readonly Owned[]): string[] {
  const due = new Map<string, unknown>([
    ...entries.flatMap((entry): [string, unknown][] =>
      entry.settled_at === undefined
        ? []
        : [[`${idOf(entry)}#${settledKey(entry.settled_at)}`, settledStatus(entry)]],
    ),
    ...jobs.flatMap(({ entry, job }): [string, unknown][] =>
      job.end ? [[`${idOf(entry)}#${jobKey(job)}`, job.end.end]] : [],
    ),
  ]);
  const told = new Map(
    events.map(({ detail }) => [
      String(detail.event_id),
      isPlainObject(detail) && (detail.end ?? detail.status),
    ]),
  );
  return [
    ...[...due]
      .filter(([id, what]) => told.get(id) !== what)
      .map(([id, what]) => `the bus should have heard of ${id} as ${what}, and heard ${told.get(id)}`),
    ...[...told.keys()].filter((id) => !due.has(id)).map((id) => `the bus heard of ${id}, which is not so`),
  ];
}

const idOf = ({ operation, project_id, request_id }: Entry) => requestKey(operation, project_id, request_id);
