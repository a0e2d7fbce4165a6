import { backupFacts } from '../../shared/huawei/backups/facts.ts';
import { speaksOfBackup } from '../../shared/huawei/backups/lookup.ts';
import type { BackupRequest } from '../../shared/huawei/backups/request.ts';
import { jobs as geminidbJobs } from '../../shared/huawei/documented/geminidb.ts';
import { idsIn, listInstances } from '../../shared/huawei/instances.ts';
import type { Inspection } from '../../shared/terms/inspection.ts';
import { digText } from '../../shared/values/json/dig.ts';
import { backups } from './documented/backups.ts';

const MOST_INSTANCES = 3;

/** What a look at the real cloud needs to know of backups of this service. */
export const inspection: Inspection<BackupRequest> = {
  documented: [backups],
  facts: backupFacts(
    backups,
    { place: geminidbJobs, list: 'jobs', id: 'id', name: 'name' },
    'back-up-geminidb',
  ),
  async requests(answer) {
    const ids = idsIn(await answer(listInstances('geminidb', [])));
    // The lists of a few show what there is to see.
    return ids?.slice(0, MOST_INSTANCES).map((instance_id) => ({ instance_id, name: 'none-of-this-name' }));
  },
  jobs: ({ jobs: list }, target) =>
    (Array.isArray(list) ? list : [])
      .filter((job) => digText(job, 'instance.id') === target && speaksOfBackup(digText(job, 'name')))
      .map((job) => ({ target, job_id: digText(job, 'id') })),
};
