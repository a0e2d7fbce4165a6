import type { Cases } from '../../shared/terms/cases.ts';

/** In the shapes of contract §5, §7.2. */
export const cases: Cases = {
  job: { starts: 0, within: 60 },
  state: { before: 'influxdb 1.7 with a patch waiting', after: 'influxdb 1.7 with no patch waiting' },
  healthy: (target) => ({
    instances: [
      {
        id: target,
        status: 'normal',
        actions: [],
        datastore: { type: 'influxdb', version: '1.7', patch_available: true },
        groups: [{ nodes: [{}, {}, {}] }],
      },
    ],
  }),
  blocked: (target, neighbour) => {
    const other = {
      id: neighbour,
      status: 'normal',
      actions: [],
      datastore: { type: 'redis', patch_available: true },
    };
    const one = {
      id: target,
      status: 'normal',
      actions: [],
      datastore: { type: 'influxdb', patch_available: true },
      groups: [{ nodes: [{}] }],
    };
    return [
      { instances: [other, { ...one, actions: ['RESTART'] }] },
      { instances: [other, { ...one, status: 'data_disk_full' }] },
      { instances: [other, { ...one, datastore: { type: 'mongodb', patch_available: true } }] },
    ];
  },
};
