import { withoutMissing } from '../drift.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { findInstance, instanceOfPath } from '../lookup.ts';
import { addressOf, networkOf, zoneOf } from '../network.ts';
import { parameterError } from '../refusal.ts';
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
  return { status: 200, body: { instance: withoutMissing(detailOf(exchange, instance), instance) } };
};

const MOST_DETAILS = 20;

/** `GET /v3.1/…/instances/details` (fleet contract §1): of up to 20 ids, in words that do not tell busy from idle. That it leaves out an id that is not there is [I]. */
export const listGaussMySqlInstanceDetailInfoUnifyStatus: Handler = (exchange) => {
  const ids = (exchange.query.instance_ids ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0 || ids.length > MOST_DETAILS) throw parameterError('instance_ids is invalid.');
  const instances = ids.flatMap((id) => {
    const instance = findInstance(exchange, 'taurusdb', id);
    if (!instance) return [];
    const { status, ...detail } = detailOf(exchange, instance);
    return [withoutMissing({ ...detail, status: UNIFIED[status] ?? 'normal' }, instance)];
  });
  return { status: 200, body: { instances } };
};

/** fleet contract §2.4 */
const UNIFIED: Readonly<Record<string, string>> = { BUILD: 'creating', FAILED: 'abnormal' };

const detailOf = (exchange: Exchange, instance: Instance) => ({
  ...inBoth(exchange, instance),
  project_id: instance.project_id,
  node_count: instance.nodes.length,
  private_write_ips: [addressOf(instance.id)],
  maintenance_window: instance.maintenance_window,
  nodes: instance.nodes.map((status, index) => ({
    id: `${instance.id.slice(0, -6)}${String(index).padStart(2, '0')}no07`,
    name: `${instance.name}_node_${index}`,
    type: index === 0 ? 'master' : 'slave',
    status,
    port: 3306,
    private_read_ips: [addressOf(`${instance.id}${index}`)],
    az_code: zoneOf(instance, index),
    region_code: 'ap-southeast-1',
    flavor_ref: 'gaussdb.mysql.large.x86.4',
    priority: 1,
  })),
  proxies: exchange.state.proxies
    .by('instance', instance.id)
    .map(({ id, name }) => ({ pool_id: id, address: addressOf(id), name })),
});

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
  // The sample has the default one as a number (fleet contract §12).
  enterprise_project_id: instance.enterprise_project_id === '0' ? 0 : instance.enterprise_project_id,
  time_zone: 'UTC',
  datastore: { type: instance.engine, version: instance.version, kernel_version: instance.whole_version },
  created: vendorTime(instance.created),
  updated: vendorTime(instance.created),
  tags: instance.tags,
});
