import type * as z from 'zod/mini';
import { candidateVersions, jobs as gaussdbJob, tasks } from '../../shared/huawei/documented/gaussdb.ts';
import { holds, listCandidates, offeredTo, removableFrom, takesBack } from '../../shared/huawei/hotfixes.ts';
import { idsIn, listInstances } from '../../shared/huawei/instances.ts';
import { listedJobById } from '../../shared/huawei/job-facts.ts';
import type { Fact, Inspection } from '../../shared/terms/inspection.ts';
import { digText } from '../../shared/values/json/dig.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { speaksOfRollback } from './lookup.ts';
import type { request } from './schema.ts';

const MOST_INSTANCES = 10;
const ROLLBACK = { upgrade_type: 'hotfix', upgrade_action: 'rollback' } as const;

const asked: Fact = {
  id: 'rollback-request',
  says: 'A rollback takes versions without `V2.0-`, joined by commas, the newest first',
  relied_on: 'functions/roll-back-hotfix/schema.ts',
  otherwise: 'the cloud refuses the rollback, and nothing is taken back',
  only_while: 'a hotfix is taken back: no page has a sample of it',
  judge: () => ({ unseen: 'only a submission shows it' }),
};

const shownAsAction: Fact = {
  id: 'rollback-is-an-action',
  says: 'Where hot patches can be taken back, the actions for hot patches name `rollback`',
  relied_on: 'shared/huawei/hotfixes.ts',
  otherwise: 'a rollback that the cloud would take is held back',
  judge: (seen) => {
    const removable = seen
      .to(candidateVersions)
      .filter(({ status }) => status === 200)
      .filter(({ body }) => (removableFrom({ candidates: body })?.known.length ?? 0) > 0);
    const silent = removable.filter(({ body }) => takesBack({ candidates: body }) === undefined);
    if (silent.length > 0) return { refuted: `${silent.length} of ${removable.length} instances` };
    return removable.length > 0
      ? { confirmed: `on ${removable.length} instances` }
      : { unseen: 'no instance shows a hot patch that can be taken back' };
  },
};

const removableIsInstalled: Fact = {
  id: 'removable-is-installed',
  says: 'A hot patch that can be taken back is installed, and is not offered for an installation',
  relied_on: 'functions/roll-back-hotfix/state.ts',
  otherwise:
    'where the installed ones are not shown, a rollback is told wrongly to have happened, or not to have',
  judge: (seen) => {
    const shown = seen.to(candidateVersions).flatMap(({ status, body }) => {
      const removable = removableFrom({ candidates: body })?.known ?? [];
      const offered = offeredTo({ candidates: body })?.known ?? [];
      return status === 200 && removable.length > 0 ? [{ removable, offered }] : [];
    });
    const both = shown.flatMap(({ removable, offered }) => removable.filter((one) => holds(offered, one)));
    if (both.length > 0) return { refuted: `${both.join(', ')} is offered as well` };
    return shown.length > 0
      ? { confirmed: `on ${shown.length} instances` }
      : { unseen: 'no instance shows a hot patch that can be taken back' };
  },
};

const jobName: Fact = {
  id: 'rollback-job-name',
  says: 'The task centre lists a rollback under a name that speaks of one',
  relied_on: 'functions/roll-back-hotfix/lookup.ts',
  otherwise: 'a rollback whose answer was lost is never found and stays unknown',
  judge: (seen) => {
    const listed = seen.items(tasks, 'tasks');
    const fitting = listed.filter(({ name }) => speaksOfRollback(name));
    const [first] = fitting;
    return first
      ? { confirmed: `${fitting.length} listed as ${digText(first, 'name')}` }
      : { unseen: listed.length > 0 ? 'no rollback in the list' : 'no task in the list' };
  },
};

/** What a look at the real cloud needs to know of rollbacks. */
export const inspection: Inspection<z.infer<typeof request>> = {
  documented: [],
  facts: [
    asked,
    shownAsAction,
    removableIsInstalled,
    jobName,
    listedJobById(
      gaussdbJob,
      {
        id: 'rollback-job-by-id',
        says: "A rollback is found as a job by its id, though the vendor's list of job names lacks it",
        relied_on: 'functions/roll-back-hotfix/follow.ts',
      },
      (body) => speaksOfRollback(isPlainObject(body) ? digText(body, 'job.name') : ''),
    ),
  ],
  async requests(answer) {
    const ids = idsIn(await answer(listInstances('gaussdb', [])));
    if (!ids) return undefined;
    for (const instance_id of ids.slice(0, MOST_INSTANCES)) {
      const candidates = await answer(listCandidates(instance_id));
      const [target_version] = removableFrom({ candidates })?.known ?? [];
      // One shows what there is to see: the others' lists are read for their installation.
      if (target_version) return [{ instance_id, ...ROLLBACK, target_version }];
    }
    return [];
  },
  jobs: ({ tasks: list }, target) =>
    (Array.isArray(list) ? list : [])
      .filter((task) => digText(task, 'instance_info.instance_id') === target && speaksOfRollback(task.name))
      .map((task) => ({ target, job_id: digText(task, 'job_id') })),
};
