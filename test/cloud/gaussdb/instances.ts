import type { Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { statusOf } from '../settle.ts';
import { spacedTime } from '../times.ts';

/** `GET /instances` of GaussDB (contract §7.2). */
export const listInstances: Handler = (exchange) =>
  instanceList(exchange, 'gaussdb', (instance) => ({
    id: instance.id,
    name: instance.name,
    status: statusOf(exchange.state, instance, exchange.now),
    type: 'enterprise',
    datastore: {
      type: instance.engine,
      version: instance.version,
      ...(instance.hotfix_versions.length > 0
        ? { hotfix_versions: instance.hotfix_versions.join(', ') }
        : {}),
    },
    maintenance_window: instance.maintenance_window,
    created: spacedTime(instance.created),
    updated: spacedTime(instance.created),
    // The disk's use stands in a read of its own, `volume-usage`.
    volume: { type: 'ULTRAHIGH', size: instance.disk.size },
    nodes: instance.nodes.map((status, index) => ({
      id: `${instance.id.slice(0, -6)}${String(index).padStart(2, '0')}no14`,
      name: `${instance.name}_${index}`,
      role: index === 0 ? 'master' : 'slave',
      status,
      availability_zone: 'az1',
    })),
    ...(instance.tags.length > 0 ? { tags: instance.tags } : {}),
  }));
