import { each, nodesIn, readInstance } from './instance.ts';
import { defineService } from './service.ts';

/** GeminiDB, once GaussDB(for NoSQL), of every engine. Its list shows no tags. */
export const geminidb = defineService({
  name: 'geminidb',
  label: 'GeminiDB',
  engines: ['cassandra', 'mongodb', 'influxdb', 'redis', 'dynamodb', 'hbase'],
  suffixes: { in02: 'mongodb', in06: 'cassandra', in10: 'mongodb', in12: 'redis', in13: 'influxdb' },
  hosts: {
    'gaussdb-nosql':
      'af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 ' +
      'cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 ' +
      'cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 ' +
      'sa-brazil-1 tr-west-1',
  },
  list: 'GET /v3/{project_id}/instances',
  by_tag: {
    route: 'POST /v3/{project_id}/instances/resource-instances/action',
    engines: ['cassandra', 'mongodb', 'influxdb', 'redis'],
  },
  tags: 'GET /v3/{project_id}/instances/{instance_id}/tags',
  statuses: {
    rest: ['normal'],
    passing: ['creating'],
    broken: ['abnormal', 'frozen', 'data_disk_full', 'createfail', 'enlargefail'],
  },
  shows_actions: true,
  alarms: [
    {
      namespace: 'SYS.NoSQL',
      ids: ['cassandra_cluster_id', 'redis_cluster_id', 'influxdb_cluster_id', 'mongodb_cluster_id'],
    },
  ],
  codes: new Map([['DBS.201214', { kind: 'stop_target', hint: 'no such backup: it is gone' }]]),
  read: (item) =>
    readInstance(item, (shown) => {
      const { pick, datastore } = shown;
      return {
        // Of Cassandra only.
        version: pick(datastore, 'whole_version', 'string') || pick(datastore, 'version', 'string'),
        patch_available: pick(datastore, 'patch_available', 'boolean'),
        nodes: each(pick, shown.item, 'groups')?.flatMap((group) => nodesIn(shown, group) ?? []),
      };
    }),
});
