import { withoutMissing } from '../drift.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { instanceOfPath } from '../lookup.ts';
import type { Instance } from '../resources.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';

/** `GET /instances` of TaurusDB (contract §7.2); times as in its text, the sample has `_0800`. */
export const listGaussMySqlInstances: Handler = (exchange) =>
  instanceList(exchange, 'taurusdb', (instance) => listed(exchange, instance));

/** `GET /instances/{instance_id}` (the vendor's page ShowGaussMySqlInstanceInfo): the window too, which the list lacks. */
export const showGaussMySqlInstanceInfo: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'taurusdb');
  const { project_id, maintenance_window, nodes } = instance;
  const shown = { ...listed(exchange, instance), project_id, node_count: nodes.length, maintenance_window };
  return { status: 200, body: { instance: withoutMissing(shown, instance) } };
};

const listed = ({ state, now }: Exchange, instance: Instance) => ({
  id: instance.id,
  name: instance.name,
  status: statusOf(state, instance, now),
  type: 'Cluster',
  datastore: { type: instance.engine, version: instance.version, kernel_version: '2.0.57.240900' },
  created: vendorTime(instance.created),
  updated: vendorTime(instance.created),
  tags: instance.tags,
});
