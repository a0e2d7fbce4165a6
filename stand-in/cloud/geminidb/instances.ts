import type { Handler } from '../exchange.ts';
import { instanceList } from '../instance-list.ts';
import { addressOf, networkOf, zoneOf } from '../network.ts';
import type { Instance } from '../resources.ts';
import { actionsOf, statusOf } from '../settle.ts';
import { zonelessTime } from '../times.ts';

/** `GET /instances` of GeminiDB (contract §7.2): `actions` tells of work going on. */
export const listInstances: Handler = (exchange) =>
  instanceList(exchange, 'geminidb', (instance) => ({
    id: instance.id,
    name: instance.name,
    status: statusOf(exchange.state, instance, exchange.now),
    mode: 'Cluster',
    port: '8635',
    region: 'ap-southeast-1',
    engine: 'rocksDB',
    db_user_name: 'rwuser',
    ssl: '0',
    ...networkOf(instance.id),
    backup_strategy: { start_time: '16:00-17:00', keep_days: 7 },
    pay_mode: '0',
    disk_encryption_id: '',
    enterprise_project_id: instance.enterprise_project_id,
    time_zone: '',
    datastore: {
      type: instance.engine,
      version: instance.version,
      patch_available: instance.patch_available,
      // Required by the model, and Cassandra's alone by the text.
      whole_version: instance.whole_version ?? '',
    },
    maintenance_window: instance.maintenance_window,
    created: zonelessTime(instance.created),
    updated: zonelessTime(instance.created),
    groups: [groupOf(instance)],
    actions: actionsOf(exchange.state, instance, exchange.now),
  }));

/** A list of groups by the schema, one object in its sample; sizes are strings there, numbers here (GB). */
const groupOf = ({ id, name, nodes, disk, engine, zones }: Instance) => ({
  id: `${id.slice(0, -4)}gr06`,
  status: 'normal',
  volume: { size: `${disk.size}`, used: `${disk.used}`, gift_size: '0' },
  nodes: nodes.map((status, index) => ({
    id: `${id.slice(0, -6)}${String(index).padStart(2, '0')}no06`,
    name: `${name}_node_${index}`,
    status,
    role: '',
    subnet_id: networkOf(id).subnet_id,
    private_ip: addressOf(`${id}${index}`),
    public_ip: '',
    spec_code: `geminidb.${engine}.xlarge.4`,
    availability_zone: zoneOf({ zones }, index),
    support_reduce: false,
  })),
});
