import type { Cases } from '../../shared/terms/cases.ts';
import { examples } from './examples.ts';

const [{ intent: { instance_id } = {} } = {}] = examples;

/** In the shapes of contract §4. */
export const cases: Cases = {
  job: { starts: 0, within: 60 },
  state: { before: 'proxy 2.23.12.000', after: 'proxy 2.24.03.000' },
  healthy: (target) => ({
    instances: [{ id: instance_id, status: 'ACTIVE' }],
    proxies: [{ proxy: { pool_id: target, status: 'ACTIVE' } }],
    version: { current_version: '2.23.12.000', latest_version: '2.24.03.000', can_upgrade: true },
  }),
  blocked: (target, neighbour) => {
    const instances = [
      { id: neighbour, status: 'ACTIVE' },
      { id: instance_id, status: 'ACTIVE' },
    ];
    const proxies = [
      { proxy: { pool_id: neighbour, status: 'ACTIVE', nodes: [{}] } },
      { proxy: { pool_id: target, status: 'ACTIVE' } },
    ];
    const version = { current_version: '2.23.12.000', latest_version: '2.24.03.000', can_upgrade: true };
    return [
      {
        instances,
        proxies: [proxies[0], { proxy: { pool_id: target, status: 'DISABLING PROXY' } }],
        version,
      },
      { instances, proxies, version: { ...version, can_upgrade: false } },
      { instances, proxies, version: { ...version, current_version: '2.22.00.000' } },
      { instances: [instances[0], { id: instance_id, status: 'SWITCHOVER' }], proxies, version },
    ];
  },
};
