import type { Documented, Place } from '../../terms/documented.ts';
import type { Fact } from '../../terms/inspection.ts';
import { digText } from '../../values/json/dig.ts';
import { speaksOfBackup } from './lookup.ts';

/** Where a service lists jobs: the place, the list in it, and its fields. */
interface Jobs {
  readonly place: Place;
  readonly list: string;
  readonly id: string;
  readonly name: string;
}

/** What is inferred about the backups of a service. */
export const backupFacts = (
  backups: Documented,
  { place, list, id, name }: Jobs,
  folder: string,
): readonly Fact[] => [
  {
    id: `${folder}-job-name`,
    says: 'The job of a backup is listed under a name that speaks of a backup',
    relied_on: `functions/${folder}/lookup.ts`,
    otherwise: 'a backup whose answer was lost is never found and stays unknown',
    judge: (seen) => {
      const listed = seen.items(place, list);
      const ours = listed.filter((job) => seen.ours.has(digText(job, id)));
      const fitting = listed.filter((job) => speaksOfBackup(digText(job, name)));
      if (ours.some((job) => !speaksOfBackup(digText(job, name))) && fitting.length === 0)
        return { unseen: 'jobs of ours, and none of a backup' };
      return fitting.length > 0
        ? { confirmed: `${fitting.length} listed as ${namesOf(fitting, name)}` }
        : { unseen: listed.length > 0 ? 'no backup among the jobs' : 'no job in the list' };
    },
  },
  {
    id: `${folder}-listed-by-name`,
    says: 'A backup stands in the list under its name and with a status',
    relied_on: 'shared/huawei/backups/list.ts',
    otherwise: 'a backup is never proven, and no patch that wants one before it is sent',
    judge: (seen) => {
      const listed = seen.items(backups, 'backups');
      const odd = listed.filter((one) => !digText(one, 'name') || !digText(one, 'status'));
      if (odd.length > 0) return { refuted: `${odd.length} of ${listed.length} show none` };
      return listed.length > 0 ? { confirmed: `${listed.length} backups` } : { unseen: 'no manual backup' };
    },
  },
];

const namesOf = (jobs: readonly object[], name: string) =>
  [...new Set(jobs.map((job) => digText(job, name)))].join(', ');
