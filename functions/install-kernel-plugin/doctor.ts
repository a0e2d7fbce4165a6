import type * as z from 'zod/mini';
import { jobs as gaussdbJob, tasks } from '../../shared/huawei/documented/gaussdb.ts';
import { idsIn, listInstances } from '../../shared/huawei/instances.ts';
import { endWords, listedJobById } from '../../shared/huawei/job-facts.ts';
import type { Fact, Inspection } from '../../shared/terms/inspection.ts';
import { digText } from '../../shared/values/json/dig.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { plugins } from './documented/plugins.ts';
import { speaksOfPlugin } from './lookup.ts';
import type { request } from './schema.ts';

const PACKAGE = { plugin_name: 'postgis', url: 'package', sha_256: '0'.repeat(64) } as const;

const jobName: Fact = {
  id: 'plug-in-job-name',
  says: 'The task centre lists an install under a name that speaks of a plug-in',
  relied_on: 'functions/install-kernel-plugin/lookup.ts',
  otherwise: 'an install whose answer was lost is never found and stays unknown',
  judge: (seen) => {
    const listed = seen.items(tasks, 'tasks');
    const ours = listed.filter((task) => seen.ours.has(digText(task, 'job_id')));
    const other = ours.filter(({ name }) => !speaksOfPlugin(name));
    if (other.length > 0) return { refuted: `our installs are listed as ${namesOf(other)}` };
    const fitting = listed.filter(({ name }) => speaksOfPlugin(name));
    if (fitting.length > 0) return { confirmed: `${fitting.length} listed as ${namesOf(fitting)}` };
    return { unseen: listed.length > 0 ? `no install among ${namesOf(listed)}` : 'no task in the list' };
  },
};

const sharedUrlExpiry: Fact = {
  id: 'shared-url-expiry',
  says: "A shared URL tells when it expires, by Expires or as S3's do",
  relied_on: 'functions/install-kernel-plugin/shared-url.ts',
  otherwise: 'an install is sent with a URL that no longer works, and fails in the cloud',
  only_while: 'such a URL is at hand',
  judge: () => ({ unseen: 'no read shows a shared URL' }),
};

const namesOf = (list: readonly Readonly<Record<string, unknown>>[]) =>
  [...new Set(list.map((task) => digText(task, 'name')))].join(', ');

/** What a look at the real cloud needs to know of plug-in installs. */
export const inspection: Inspection<z.infer<typeof request>> = {
  documented: [plugins],
  facts: [
    jobName,
    sharedUrlExpiry,
    listedJobById(
      gaussdbJob,
      {
        id: 'plug-in-job-by-id',
        says: "An install is found as a job by its id, though the vendor's list of job names lacks it",
        relied_on: 'functions/install-kernel-plugin/follow.ts',
      },
      (body) => speaksOfPlugin(isPlainObject(body) ? digText(body, 'job.name') : ''),
    ),
    endWords(tasks, 'gaussdb-end-words', { list: 'tasks', status: 'status', ended: 'ended_at' }),
  ],
  async requests(answer) {
    const ids = idsIn(await answer(listInstances('gaussdb', [])));
    return ids?.map((instance_id) => ({ instance_id, ...PACKAGE }));
  },
  jobs: ({ tasks: list }, target) => {
    const ofTarget = (Array.isArray(list) ? list : []).filter(
      (task) => digText(task, 'instance_info.instance_id') === target,
    );
    return ofTarget
      .sort((one, other) => Number(speaksOfPlugin(other.name)) - Number(speaksOfPlugin(one.name)))
      .map((task) => ({ target, job_id: digText(task, 'job_id') }));
  },
};
