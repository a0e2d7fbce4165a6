import type { Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';

/** `GET /instances` of TaurusDB (contract §7.2); times as in its text, the sample has `_0800`. */
export const listGaussMySqlInstances: Handler = (exchange) =>
  instanceList(exchange, 'taurusdb', (instance) => ({
    id: instance.id,
    name: instance.name,
    status: statusOf(exchange.state, instance, exchange.now),
    type: 'Cluster',
    datastore: { type: instance.engine, version: instance.version, kernel_version: '2.0.57.240900' },
    created: vendorTime(instance.created),
    updated: vendorTime(instance.created),
    tags: instance.tags,
  }));
