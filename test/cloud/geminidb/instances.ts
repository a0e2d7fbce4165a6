import type { Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { runningOn, statusOf } from '../settle.ts';
import { zonelessTime } from '../times.ts';

/** `GET /instances` of GeminiDB (contract §7.2): `actions` tells of work going on. */
export const listInstances: Handler = (exchange) =>
  instanceList(exchange, 'geminidb', (instance) => ({
    id: instance.id,
    name: instance.name,
    status: statusOf(exchange.state, instance, exchange.now),
    mode: 'Cluster',
    datastore: {
      type: instance.engine,
      version: instance.version,
      patch_available: instance.patch_available,
    },
    maintenance_window: instance.maintenance_window,
    created: zonelessTime(instance.created),
    updated: zonelessTime(instance.created),
    groups: [],
    // Only CREATE is documented; the word for a patch is a guess at best [?].
    actions: runningOn(exchange.state, instance.id, exchange.now).map(() => 'UPGRADE'),
  }));
