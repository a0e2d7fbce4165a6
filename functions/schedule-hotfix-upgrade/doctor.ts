import type * as z from 'zod/mini';
import { candidateVersions, instances as gaussdbInstances } from '../../shared/huawei/documented/gaussdb.ts';
import { holds, installedOn, listCandidates, offeredTo } from '../../shared/huawei/hotfixes.ts';
import { idsIn, listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { Exchange, Fact, Inspection } from '../../shared/terms/inspection.ts';
import { dig, digText } from '../../shared/values/json/dig.ts';
import { bareVersion, version } from '../../shared/values/versions.ts';
import { scheduleTasks } from './documented/schedule-tasks.ts';
import { versionsOf } from './lookup.ts';
import type { request } from './schema.ts';

const MOST_INSTANCES = 10;
const LATER = {
  start_time: '2030-01-01T00:00:00+0000',
  upgrade_type: 'hotfix',
  upgrade_action: 'upgradeAutoCommit',
} as const;
const LOOKUP = 'functions/schedule-hotfix-upgrade/lookup.ts';
const STATE = 'functions/schedule-hotfix-upgrade/state.ts';

/** What the list shows as installed: the text of v3, and the versions of v3.3's list joined alike; else as it stands there. */
function shownOn(instance: unknown): unknown {
  const infos = dig(instance, 'datastore.hotfix_version_infos');
  return Array.isArray(infos)
    ? infos.map((info) => digText(info, 'version') || 'no version').join(', ')
    : (infos ?? dig(instance, 'datastore.hotfix_versions'));
}

const installedForm: Fact = {
  id: 'hotfix-versions-form',
  says: 'What is shown as installed are dotted versions, of v3 joined by commas, of v3.3 behind `V2.0-`',
  relied_on: 'shared/huawei/hotfixes.ts',
  otherwise: 'what is installed is misread: a hotfix is sent in vain, or ends unproven',
  judge: (seen) => {
    const shown = seen
      .items(gaussdbInstances, 'instances')
      .map(shownOn)
      .filter((shown) => typeof shown === 'string' && shown !== '')
      .map(String);
    const odd = shown.filter((text) => !versionsIn(text).every((one) => version.safeParse(one).success));
    if (odd.length > 0) return { refuted: odd.join('; ') };
    return shown.length > 0 ? { confirmed: shown.join('; ') } : { unseen: 'no instance shows a hot patch' };
  },
};

const whenNone: Fact = {
  id: 'hotfix-versions-when-none',
  says: 'An instance without hot patches shows a list of them that is empty, null, or not there',
  relied_on: STATE,
  otherwise: 'an instance without hot patches looks as if it could not be read',
  judge: (seen) => {
    const shown = seen.items(gaussdbInstances, 'instances').map(shownOn);
    const none = shown.filter((value) => typeof value !== 'string' || versionsIn(value).length === 0);
    const odd = none.filter((value) => value !== undefined && value !== null && typeof value !== 'string');
    if (odd.length > 0) return { refuted: JSON.stringify(odd[0]) };
    const forms = none.map((value) => (value === undefined ? 'not at all' : JSON.stringify(value)));
    return none.length > 0
      ? { confirmed: [...new Set(forms)].join(' and ') }
      : { unseen: shown.length > 0 ? 'every instance has hot patches' : 'no instance in the project' };
  },
};

const offeredIsNotInstalled: Fact = {
  id: 'offered-is-not-installed',
  says: 'A hot patch that is still offered is not installed',
  relied_on: STATE,
  otherwise: 'where the installed ones are not shown, an installed patch is taken for one that is not',
  judge: (seen) => {
    const installed = new Map(
      seen
        .items(gaussdbInstances, 'instances')
        .map((instance) => [digText(instance, 'id'), String(shownOn(instance) ?? '')] as const),
    );
    const both = seen.to(candidateVersions).flatMap((reply) => {
      const have = versionsIn(installed.get(instanceIn(reply)) ?? '');
      return have.length > 0 && reply.status === 200 ? [{ have, offered: offeredIn(reply) }] : [];
    });
    const twice = both.flatMap(({ have, offered }) => have.filter((one) => holds(offered, one)));
    if (twice.length > 0) return { refuted: `${twice.join(', ')} is both` };
    return both.length > 0
      ? { confirmed: `on ${both.length} instances with hot patches` }
      : { unseen: 'no instance shows a hot patch' };
  },
};

const instanceIn = ({ path }: Exchange) => path.split('/')[4] ?? '';
const offeredIn = ({ body }: Exchange): string[] => {
  const offered = dig(body, 'hotfix_upgrade_candidate_versions');
  return Array.isArray(offered) ? offered.map((one) => bareVersion(String(one))) : [];
};

const taskShowsVersions: Fact = {
  id: 'task-shows-versions',
  says: 'A hotfix task shows its versions in `task_content` or `target_config`',
  relied_on: LOOKUP,
  otherwise: 'a hotfix whose answer was lost is never found, and its absence never proven',
  judge: (seen) => {
    const listed = seen.items(scheduleTasks, 'tasks');
    const without = listed.filter((task) => versionsOf(task) === '');
    if (without.length > 0) return { refuted: `${without.length} of ${listed.length} tasks show none` };
    const [first] = listed;
    return first
      ? { confirmed: `${listed.length} tasks, as ${versionsOf(first)}` }
      : { unseen: 'no task in the list' };
  },
};

const oneTaskAnInstance: Fact = {
  id: 'task-and-instance',
  says: 'No two tasks share both id and instance',
  relied_on: 'functions/schedule-hotfix-upgrade/follow.ts',
  otherwise: 'the end of another task is taken for that of ours',
  judge: (seen) => {
    const listed = seen.items(scheduleTasks, 'tasks');
    const keys = new Set(listed.map((task) => `${digText(task, 'task_id')} ${digText(task, 'instance_id')}`));
    if (listed.length === 0) return { unseen: 'no task in the list' };
    return keys.size < listed.length
      ? { refuted: `${listed.length} tasks, ${keys.size} pairs` }
      : { confirmed: `${listed.length} tasks` };
  },
};

const listedInTime: Fact = {
  id: 'task-is-listed',
  says: 'A task is in the list ten minutes after it was accepted, for the month that the list goes back',
  relied_on: LOOKUP,
  otherwise: 'a hotfix whose answer was lost is scheduled a second time',
  only_while: 'a task of ours is in the ledger',
  judge: (seen) => {
    const listed = seen.items(scheduleTasks, 'tasks').map((task) => digText(task, 'task_id'));
    const found = [...seen.ours].filter((id) => listed.includes(id));
    return found.length > 0
      ? { confirmed: `${found.length} of ours are listed; how soon they were, only a submission shows` }
      : { unseen: 'only a submission shows it' };
  },
};

const thirtyACall: Fact = {
  id: 'thirty-a-call',
  says: 'A call takes 30 instances, as the console does',
  relied_on: 'functions/schedule-hotfix-upgrade/schema.ts',
  otherwise: 'the cloud refuses a call of that size, and nothing is scheduled',
  only_while: 'such a call is made',
  judge: () => ({ unseen: 'only a submission shows it' }),
};

const onlyPendingIsCanceled: Fact = {
  id: 'only-pending-is-canceled',
  says: 'Only a task that is Pending can be canceled',
  relied_on: 'functions/schedule-hotfix-upgrade/cancel.ts',
  otherwise: 'a task that could still be canceled is left to run',
  only_while: 'a task is canceled',
  judge: () => ({ unseen: 'only a cancel shows it' }),
};

/** What a look at the real cloud needs to know of hotfix tasks. */
export const inspection: Inspection<z.infer<typeof request>> = {
  documented: [scheduleTasks],
  facts: [
    installedForm,
    whenNone,
    offeredIsNotInstalled,
    taskShowsVersions,
    oneTaskAnInstance,
    listedInTime,
    thirtyACall,
    onlyPendingIsCanceled,
  ],
  async requests(answer) {
    const instances = await answer(listInstances('gaussdb', []));
    const ids = idsIn(instances);
    if (!ids) return undefined;
    const found: z.infer<typeof request>[] = [];
    for (const id of ids.slice(0, MOST_INSTANCES)) {
      const candidates = await answer(listCandidates(id));
      const [target_version] = [
        ...(offeredTo({ candidates })?.known ?? []),
        ...(installedOn({ instances }, id)?.known ?? []),
      ];
      // Where nothing is offered or installed there is nothing to see.
      if (target_version) found.push({ instance_ids: [id], ...LATER, target_version });
    }
    return found;
  },
  jobs: ({ tasks }, target) =>
    (Array.isArray(tasks) ? tasks : [])
      .filter((task) => digText(task, 'instance_id') === target)
      .map((task) => ({ target, job_id: digText(task, 'task_id') })),
};
