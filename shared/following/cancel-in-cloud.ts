import { setTimeout as wait } from 'node:timers/promises';
import { cancelJob } from '../huawei/cancel-job.ts';
import type { Credentials } from '../huawei/credentials.ts';
import { reader } from '../huawei/read.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { lookNow } from '../ledger/entry/following.ts';
import { note } from '../ledger/entry/history.ts';
import { requestKey } from '../ledger/keys.ts';
import { guardedCredentials } from '../ledger/locks/guarded-credentials.ts';
import type { Ledger } from '../ledger/store.ts';
import type { Settings } from '../settings/settings.ts';
import { type Concerned, isCanceled } from '../terms/cancel.ts';
import { type CancelPlan, jobsToLookAt, planCancel, type Recall, type Requested } from './cancel-plan.ts';

/** What became of a target whose job was to be canceled in the cloud, in a word and in words. */
export interface Recalled {
  readonly target: string;
  readonly result: 'canceled' | 'stays' | 'unproven';
  readonly why: string;
}

/** The cloud as whoever cancels sees it: one login for each project. */
export interface CloudSide {
  /** What canceling a request comes to, by what the cloud shows of its jobs. */
  plan(request: Requested): Promise<CancelPlan>;
  recall(request: Requested, recall: Recall, by: string): Promise<Recalled[]>;
}

const LOOKS = 3;
const LONGEST_PAUSE_MS = 2000;
const NO_HURRY = () => Number.POSITIVE_INFINITY;

/** Opens it for as many ms as are left; credentials are asked for with the first job. */
export function cloudSide(ledger: Ledger, settings: Settings, remaining = NO_HURRY): CloudSide {
  const logins = new Map<string, Promise<Credentials>>();
  const loginFor = ({ region, project_id }: Entry) => {
    const key = `${region} ${project_id}`;
    const login = logins.get(key) ?? guardedCredentials(settings, { region, project_id });
    logins.set(key, login);
    return login;
  };
  const look = async ({ operation: { service, cancel }, entry }: Requested, job_id: string) => {
    const cloud = reader(service, entry, await loginFor(entry), settings, remaining);
    return cancel?.concerned(await cloud.all(cancel.reads(job_id)), job_id);
  };
  const lookUntilCanceled = async (request: Requested, { job_id, jobs }: Recall) => {
    let shown: readonly Concerned[] | undefined;
    for (let looks = 0; looks < LOOKS; looks++) {
      if (looks > 0) await wait(Math.min(LONGEST_PAUSE_MS, settings.TIMING.follow_least_ms));
      shown = await look(request, job_id);
      if (jobs.every((job) => isCanceled(shown, job))) break;
    }
    return shown;
  };
  return {
    async plan(request) {
      const shown = new Map<string, readonly Concerned[] | undefined>();
      for (const job_id of jobsToLookAt(request)) shown.set(job_id, await look(request, job_id));
      return planCancel(request, shown);
    },
    async recall(request, recall, by) {
      const { operation, entry } = request;
      const { job_id, jobs } = recall;
      if (!operation.cancel) throw new TypeError('this operation cannot be canceled');
      const login = await loginFor(entry);
      await login.ready();
      const said = await cancelJob(operation.service, operation.cancel, job_id, entry, login, settings);
      const shown = await lookUntilCanceled(request, recall);
      const canceled = jobs.filter((job) => isCanceled(shown, job));
      const now = Date.now();
      const { words, cloud_request_ids } = said;
      const news = {
        what: 'canceled',
        targets: jobs.map(({ target }) => target),
        said: `by ${by}, in the cloud, task ${job_id}: ${words}`,
        ...(cloud_request_ids.length > 0 && { cloud_request_ids }),
      } as const;
      const pk = requestKey(operation.name, entry.project_id, entry.request_id);
      // Its end is written by the one who follows it, like any other.
      await ledger.change(operation, pk, (stands) => note(lookNow(stands, canceled, now), now, news));
      return jobs.map(({ target }) => resultOf(target, job_id, words, shown));
    },
  };
}

function resultOf(
  target: string,
  job_id: string,
  words: string,
  shown: readonly Concerned[] | undefined,
): Recalled {
  const word = shown?.find((one) => one.target === target)?.sight.word;
  if (isCanceled(shown, { target, job_id })) {
    return { target, result: 'canceled', why: `task ${job_id}: the cloud's list says ${word}` };
  }
  const list = word ? `its list says ${word}` : 'its list does not tell';
  const refused = /^HTTP 4/.test(words);
  return {
    target,
    result: refused && word ? 'stays' : 'unproven',
    why: `task ${job_id}: the cloud said ${words}, and ${list}`,
  };
}
