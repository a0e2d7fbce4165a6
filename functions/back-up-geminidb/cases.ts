import type { Cases } from '../../shared/terms/cases.ts';

/** In the shapes of contract §7.2 and fleet contract §5. */
export const cases: Cases = {
  distinct: ['name'],
  optional: ['name', 'description'],
  words: ['description'],
  job: { starts: 0, within: 240 },
  state: {
    before: 'no backup before-patch-1',
    after: 'backup before-patch-1',
    unchanged: 'backup before-patch-1 FAILED',
  },
  healthy: (target) => ({
    instances: [{ id: target, status: 'normal', actions: [] }],
    backups: [{ id: 'b', name: 'another', status: 'COMPLETED', instance_id: target }],
  }),
  blocked: (target, neighbour) => [
    {
      instances: [
        { id: neighbour, status: 'normal', actions: [] },
        { id: target, status: 'normal', actions: ['BACKUP'] },
      ],
      backups: [],
    },
    { instances: [{ id: target, status: 'data_disk_full', actions: [] }], backups: [] },
    {
      instances: [{ id: target, status: 'normal', actions: [] }],
      backups: [
        { id: 'b', name: 'another', status: 'COMPLETED', instance_id: target },
        { id: 'c', name: 'before-patch-1', status: 'FAILED', instance_id: target },
      ],
    },
  ],
};
