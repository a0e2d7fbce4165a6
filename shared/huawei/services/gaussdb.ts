import { isPlainObject } from '../../values/json/plain-object.ts';
import { bareVersion } from '../../values/versions.ts';
import { each, nodesIn, readInstance, type Shown, tagsIn } from './instance.ts';
import { defineService } from './service.ts';

/** GaussDB, centralized and distributed. */
export const gaussdb = defineService({
  name: 'gaussdb',
  label: 'GaussDB',
  engines: ['GaussDB'],
  suffixes: { in14: 'GaussDB' },
  hosts: {
    gaussdb: 'af-north-1 ap-southeast-5 cn-east-2 cn-east-4 cn-east-5 cn-north-12 me-east-1 tr-west-1',
    'gaussdb-opengauss':
      'af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 cn-east-3 cn-north-2 cn-north-4 ' +
      'cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 la-north-2 la-south-2 ru-northwest-2 sa-brazil-1',
  },
  list: 'GET /v3.3/{project_id}/instances',
  // Filed under "historical APIs".
  older_list: 'GET /v3/{project_id}/instances',
  // Of v3.2, v3.3 and their models, too; the last of `passing` and of `broken` stand in Terraform's documents and on API page
  // gaussdb_api_450.
  statuses: {
    rest: ['ACTIVE'],
    passing: [
      'BUILD',
      'EXPANDING',
      'REBOOTING',
      'UPGRADING',
      'RESTORING',
      'BACKING UP',
      'REDUCING REPLICATION',
      'MODIFYING',
      'REDUCING',
      'SWITCHOVER',
      'MIGRATING',
      'REPAIRING',
      'MODIFYING DATABASE PORT',
    ],
    broken: ['FAILED', 'FROZEN', 'STORAGE FULL', 'BUILD_FAILED', 'UPGRADE TO BE OBSERVED', 'SHUTDOWN'],
  },
  alarms: [{ namespace: 'SYS.GAUSSDBV5', ids: ['gaussdbv5_instance_id'] }],
  patches_in: ['hotfix_versions', 'hotfix_version_infos'],
  codes: new Map([['DBS.200751', { kind: 'stop_target', hint: 'no such backup: it is gone' }]]),
  read: (item) =>
    readInstance(item, (shown) => {
      const version = shown.pick(shown.datastore, 'version', 'string');
      return {
        version: version && bareVersion(version),
        patches: patchesIn(shown),
        nodes: nodesIn(shown, shown.item),
        // The list leaves them out of an instance without any.
        tags: shown.item.tags === undefined ? {} : tagsIn(shown),
      };
    }),
});

/** Of v3.3 a list with when each was installed, of v3 a text; null in either for none. */
function patchesIn({ pick, datastore, unread }: Shown): string[] | undefined {
  const infos = each(pick, datastore, 'hotfix_version_infos');
  const text = pick(datastore, 'hotfix_versions', 'string');
  if (!infos) {
    const none = datastore?.hotfix_version_infos === null || datastore?.hotfix_versions === null;
    return text !== undefined ? versionsIn(text) : none ? [] : undefined;
  }
  const versions = infos.map((info) => (isPlainObject(info) ? info.version : undefined));
  const read = versions.filter((version) => typeof version === 'string');
  if (read.length < versions.length) unread.add('hotfix_version_infos');
  return read.map(bareVersion);
}

/** Dotted versions out of a text that joins them by commas, with spaces in the list of instances, without in a request. */
export const versionsIn = (text: string): string[] =>
  text
    .split(',')
    .map((version) => bareVersion(version.trim()))
    .filter((version) => version !== '');
