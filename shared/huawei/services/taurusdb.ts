import { nodesIn, readInstance, tagsIn } from './instance.ts';
import { defineService } from './service.ts';

/** TaurusDB, once GaussDB(for MySQL). */
export const taurusdb = defineService({
  name: 'taurusdb',
  label: 'TaurusDB',
  engines: ['gaussdb-mysql'],
  suffixes: { in07: 'gaussdb-mysql', in16: 'gaussdb-mysql', in17: 'gaussdb-mysql' },
  hosts: {
    gaussdb:
      'ap-southeast-3 ap-southeast-4 cn-east-3 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-4 ' +
      'cn-southwest-2 ru-northwest-2 sa-brazil-1',
    gaussdbformysql: 'ap-southeast-1 ap-southeast-2 cn-north-11 me-east-1 tr-west-1',
    'gaussdb-mysql': 'af-south-1 cn-east-5 cn-southwest-3 la-north-2',
  },
  list: 'GET /v3/{project_id}/instances',
  // The window stands there alone (contract §7.2, page "Querying Details of a DB Instance").
  detail: 'GET /v3/{project_id}/instances/{instance_id}',
  // Its status is that of v3.1, in which an instance at work is "normal" (fleet contract §2.4): not read from here.
  details: 'GET /v3.1/{project_id}/instances/details',
  // The words of the detail, ShowGaussMySqlInstanceInfo; the list's own text has none.
  statuses: {
    rest: ['ACTIVE'],
    passing: [
      'BUILD',
      'MODIFYING',
      'REBOOTING',
      'RESTORING',
      'SWITCHOVER',
      'MIGRATING',
      'BACKING UP',
      'MODIFYING DATABASE PORT',
    ],
    broken: ['FAILED', 'FROZEN', 'STORAGE FULL'],
  },
  alarms: [
    { namespace: 'SYS.GAUSSDB', ids: ['gaussdb_mysql_instance_id'] },
    { namespace: 'SYS.DBPROXY', ids: ['dbproxy_instance_id'] },
  ],
  codes: new Map([
    ['DBS.05000008', { kind: 'already_done', hint: 'the proxy already runs the latest version' }],
  ]),
  read: (item) =>
    readInstance(item, (shown) => ({
      version:
        shown.pick(shown.datastore, 'kernel_version', 'string') ||
        shown.pick(shown.datastore, 'version', 'string'),
      nodes: nodesIn(shown, shown.item),
      tags: tagsIn(shown),
    })),
});
