import type * as z from 'zod/mini';
import {
  instances as geminidbInstances,
  jobs as geminidbJobs,
  tagged,
} from '../../shared/huawei/documented/geminidb.ts';
import { suffixOf } from '../../shared/huawei/ids.ts';
import { idsIn, listInstances, showTags } from '../../shared/huawei/instances.ts';
import { endWords, listedJobById } from '../../shared/huawei/job-facts.ts';
import { queryFor } from '../../shared/huawei/tagged.ts';
import type { Fact, Inspection } from '../../shared/terms/inspection.ts';
import { dig, digText } from '../../shared/values/json/dig.ts';
import { PATCH } from './lookup.ts';
import type { request } from './schema.ts';

const suffixTellsEngine: Fact = {
  id: 'suffix-tells-engine',
  says: "The suffix of an instance's id tells its engine",
  relied_on: 'functions/patch-databases/operation.ts',
  otherwise: 'a call mixes engines and the cloud refuses it, or one engine is split into needless calls',
  judge: (seen) => {
    const pairs = seen
      .items(geminidbInstances, 'instances')
      .map((instance) => [suffixOf(digText(instance, 'id')), digText(instance, 'datastore.type')] as const);
    const engines = new Map<string, Set<string>>();
    for (const [suffix, type] of pairs) engines.set(suffix, (engines.get(suffix) ?? new Set()).add(type));
    const shown = [...engines].map(([suffix, types]) => `${suffix || 'none'} is ${[...types].join(' and ')}`);
    if (shown.length === 0) return { unseen: 'no instance in the project' };
    return [...engines.values()].some((types) => types.size > 1)
      ? { refuted: shown.join(', ') }
      : { confirmed: shown.join(', ') };
  },
};

const jobName: Fact = {
  id: 'patch-job-name',
  says: `The job of a patch is called ${PATCH}`,
  relied_on: 'functions/patch-databases/lookup.ts',
  otherwise: 'a patch whose answer was lost is never found and stays unknown',
  judge: (seen) => {
    const listed = seen.items(geminidbJobs, 'jobs');
    const names = [...new Set(listed.map((job) => digText(job, 'name')))].join(', ');
    const ours = listed.filter((job) => seen.ours.has(digText(job, 'id')));
    const other = ours.filter(({ name }) => name !== PATCH);
    if (other.length > 0) return { refuted: `our patches are listed as ${digText(other[0], 'name')}` };
    const patches = listed.filter(({ name }) => name === PATCH).length;
    if (patches > 0) return { confirmed: `${patches} listed so` };
    return { unseen: listed.length > 0 ? `no patch among ${names}` : 'no job in the list' };
  },
};

const showsAtWork: Fact = {
  id: 'patch-at-work',
  says: 'A patch at work shows as a job, an action of the instance, or a lost `patch_available`',
  relied_on: 'functions/patch-databases/lookup.ts',
  otherwise: 'a patch whose answer was lost is sent a second time',
  only_while: 'a patch is running',
  judge: (seen) => {
    const running = seen
      .items(geminidbJobs, 'jobs')
      .filter(({ name, status }) => name === PATCH && status === 'Running')
      .map((job) => digText(job, 'instance.id'));
    const instance = seen
      .items(geminidbInstances, 'instances')
      .find((one) => running.includes(digText(one, 'id')));
    if (!instance) return { unseen: 'no patch is running' };
    const { status, actions } = instance;
    const patch = dig(instance, 'datastore.patch_available');
    return {
      confirmed: `job Running, status ${status}, actions ${JSON.stringify(actions)}, patch_available ${patch}`,
    };
  },
};

/** What a look at the real cloud needs to know of patches. */
export const inspection: Inspection<z.infer<typeof request>> = {
  documented: [],
  facts: [
    suffixTellsEngine,
    jobName,
    showsAtWork,
    listedJobById(geminidbJobs, {
      id: 'patch-job-by-id',
      says: 'A job of the list is found by its id',
      relied_on: 'functions/patch-databases/follow.ts',
    }),
    endWords(geminidbJobs, 'geminidb-end-words', { list: 'jobs', status: 'status', ended: 'end_time' }),
  ],
  // Whoever may not ask it has fleets whose tags are not known.
  probes: { tagged: queryFor(tagged.route, 'owner', { limit: '10', offset: '0' }) },
  async requests(answer) {
    const ids = idsIn(await answer(listInstances('geminidb', [])));
    if (!ids) return undefined;
    // One of each engine, and the tags of one: whoever may not read them sends nothing that expects no hold.
    for (const id of ids.slice(0, 1)) {
      const tags = showTags('geminidb', id);
      if (tags) await answer(tags);
    }
    return Object.values(Object.groupBy(ids, suffixOf)).map((same = []) => ({
      instance_ids: same.slice(0, 1),
    }));
  },
  jobs: ({ jobs }, target) =>
    (Array.isArray(jobs) ? jobs : [])
      .filter((job) => digText(job, 'instance.id') === target)
      .map((job) => ({ target, job_id: digText(job, 'id') })),
};
