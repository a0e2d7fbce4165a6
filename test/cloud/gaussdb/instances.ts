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
    nodes: [],
    ...(instance.tags.length > 0 ? { tags: instance.tags } : {}),
  }));
