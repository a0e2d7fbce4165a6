import type { Cases } from '../../shared/terms/cases.ts';

/** In the shapes of contract §2. */
export const cases: Cases = {
  intent: {
    instance_id: 'f9b5f9b296ec6808e067in14',
    plugin_name: 'postgis',
    url: 'https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz',
    sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
  },
  job: { starts: 0, within: 30 },
  state: { before: 'no postgis', after: 'postgis 1.0' },
  healthy: (target) => ({
    instances: [{ id: target, status: 'ACTIVE' }],
    plugins: [{ plugin_name: 'postgis', installed: false, port: '', plugin_version: '' }],
  }),
  blocked: (target, neighbour) => [
    {
      instances: [
        { id: neighbour, status: 'ACTIVE' },
        { id: target, status: 'FROZEN' },
      ],
      plugins: [],
    },
    {
      instances: [
        { id: neighbour, status: 'ACTIVE' },
        { id: target, status: 'strange' },
      ],
      plugins: [],
    },
    {
      instances: [{ id: target, status: 'ACTIVE', actions: [] }],
      plugins: [
        { plugin_name: 'other', installed: false },
        { plugin_name: 'postgis', installed: true, plugin_version: '1.0' },
      ],
    },
  ],
};
