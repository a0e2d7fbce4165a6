import type { Exchange, Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { addressOf, networkOf, zoneOf } from '../network.ts';
import type { Instance } from '../resources.ts';
import { statusOf } from '../settle.ts';
import { spacedTime } from '../times.ts';
import { prefixed } from '../versions.ts';

/** `GET /v3/…/instances` of GaussDB (contract §7.2). */
export const listInstances: Handler = (exchange) =>
  instanceList(exchange, 'gaussdb', (instance) => ({
    ...inBoth(exchange, instance),
    datastore: {
      type: instance.engine,
      version: instance.version,
      ...(instance.hotfix_versions.length > 0
        ? { hotfix_versions: instance.hotfix_versions.join(', ') }
        : {}),
    },
  }));

/** `GET /v3.3/…/instances` (fleet contract §2.1): versions behind `V2.0-`, and hot patches with when they were installed. */
export const listDatabaseInstances: Handler = (exchange) =>
  instanceList(exchange, 'gaussdb', (instance) => ({
    ...inBoth(exchange, instance),
    datastore: {
      type: instance.engine,
      version: prefixed(instance.version),
      ...(instance.hotfix_versions.length > 0
        ? {
            hotfix_version_infos: instance.hotfix_versions.map((version) => ({
              version: prefixed(version),
              upgrade_finished_time: spacedTime(instance.created),
            })),
          }
        : {}),
    },
  }));

const inBoth = (exchange: Exchange, instance: Instance) => ({
  id: instance.id,
  name: instance.name,
  status: statusOf(exchange.state, instance, exchange.now),
  type: 'enterprise',
  port: 8000,
  region: 'ap-southeast-1',
  ha: { replication_mode: 'sync', consistency: 'strong' },
  private_ips: [addressOf(instance.id)],
  public_ips: [],
  db_user_name: 'root',
  ...networkOf(instance.id),
  flavor_ref: 'gaussdb.opengauss.ee.dn.m6.large.8.in',
  flavor_info: { vcpu: 2, mem: 16 },
  backup_strategy: { start_time: '19:00-20:00', keep_days: 7 },
  switch_strategy: '',
  disk_encryption_id: '',
  charge_info: { charge_mode: 'postPaid' },
  enterprise_project_id: instance.enterprise_project_id,
  instance_mode: 'enterprise',
  time_zone: 'UTC+08:00',
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
    availability_zone: zoneOf(instance, index),
  })),
  ...(instance.tags.length > 0 ? { tags: instance.tags } : {}),
});
