import { withoutMissing } from '../drift.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { instanceOfPath } from '../lookup.ts';
import { addressOf, networkOf } from '../network.ts';
import type { Instance } from '../resources.ts';
import { statusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';

/** `GET /instances` of TaurusDB (contract §7.2); times as in its text, the sample has `_0800`. */
export const listGaussMySqlInstances: Handler = (exchange) =>
  instanceList(exchange, 'taurusdb', (instance) => ({
    ...inBoth(exchange, instance),
    region: 'ap-southeast-1',
    private_ips: [addressOf(instance.id)],
    readonly_private_ips: [],
    proxy_ips: [],
    flavor_ref: 'gaussdb.mysql.large.x86.4',
    flavor_info: { vcpus: '2', ram: '8' },
    volume: { type: 'DL6', size: String(instance.disk.size) },
  }));

/** `GET /instances/{instance_id}` (the vendor's page ShowGaussMySqlInstanceInfo): the window too, which the list lacks. */
export const showGaussMySqlInstanceInfo: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'taurusdb');
  const { project_id, maintenance_window, nodes } = instance;
  const shown = {
    ...inBoth(exchange, instance),
    project_id,
    node_count: nodes.length,
    private_write_ips: [addressOf(instance.id)],
    maintenance_window,
  };
  return { status: 200, body: { instance: withoutMissing(shown, instance) } };
};

const inBoth = ({ state, now }: Exchange, instance: Instance) => ({
  id: instance.id,
  name: instance.name,
  status: statusOf(state, instance, now),
  type: 'Cluster',
  port: '3306',
  db_user_name: 'root',
  ...networkOf(instance.id),
  backup_strategy: { start_time: '19:00-20:00', keep_days: '7' },
  charge_info: { charge_mode: 'postPaid' },
  enterprise_project_id: '0',
  time_zone: 'UTC',
  datastore: { type: instance.engine, version: instance.version, kernel_version: '2.0.57.240900' },
  created: vendorTime(instance.created),
  updated: vendorTime(instance.created),
  tags: instance.tags,
});
