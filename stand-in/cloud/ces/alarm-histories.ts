import type { Handler } from '../exchange.ts';
import { gatewayError, Refusal } from '../refusal.ts';
import type { Alarm, Instance } from '../resources.ts';
import type { State } from '../state.ts';

/** `2024-02-11T08:48:08+08:00`, the form of Cloud Eye's records (fleet contract §7.2). */
const ALARM_ZONE_MS = 8 * 3_600_000;
const alarmTime = (ms: number): string => `${new Date(ms + ALARM_ZONE_MS).toISOString().slice(0, 19)}+08:00`;

/** How Cloud Eye refuses a parameter is not found [?]: the gateway's words stand for it [I]. */
const badParameter = (name: string): Refusal =>
  new Refusal(gatewayError(400, 'APIGW.0201', `API request error: ${name}`));

const STATUSES = ['ok', 'alarm', 'invalid', 'insufficient_data', 'ok_manual'];
const ORDERS = ['first_alarm_time', 'update_time', 'alarm_level', 'record_id'];
const MOST = 100;

/** `GET /v2/{project_id}/alarm-histories`: records of alarms, newest first unless asked otherwise; the total is called `count` (fleet contract §7.2). */
export const listAlarmHistories: Handler = ({ state, query, params }) => {
  const { status, namespace, order_by: order = 'update_time', limit = String(MOST), offset = '0' } = query;
  if (status !== undefined && !STATUSES.includes(status)) throw badParameter('status');
  if (!ORDERS.includes(order)) throw badParameter('order_by');
  const [size, from] = [Number(limit), Number(offset)];
  if (!(Number.isInteger(size) && size >= 1 && size <= MOST)) throw badParameter('limit');
  if (!(Number.isInteger(from) && from >= 0)) throw badParameter('offset');
  const found = [...state.alarms.values()]
    .filter((alarm) => alarm.project_id === params.project_id)
    .filter((alarm) => status === undefined || alarm.status === status)
    .filter((alarm) => namespace === undefined || alarm.namespace === namespace)
    .sort((one, other) =>
      order === 'record_id' ? one.record_id.localeCompare(other.record_id) : other.began - one.began,
    );
  return {
    status: 200,
    body: { alarm_histories: found.slice(from, from + size).map(shown), count: found.length },
  };
};

const shown = ({ record_id, name, status, level, namespace, dimensions, began }: Alarm) => ({
  record_id,
  alarm_id: record_id.replace(/^ah/, 'al'),
  name,
  status,
  level,
  type: 'ALL_INSTANCE',
  action_enabled: false,
  begin_time: alarmTime(began),
  first_alarm_time: alarmTime(began),
  last_alarm_time: alarmTime(began),
  metric: { namespace, metric_name: 'cpu_util', dimensions },
  condition: { period: 300, filter: 'average', comparison_operator: '>', value: 90, unit: '%', count: 3 },
  additional_info: { resource_id: '', resource_name: '', event_id: '' },
  alarm_actions: [],
  ok_actions: [],
  data_points: [],
  mask_status: 'UN_MASKED',
});

/** Namespaces and dimensions of the services (fleet contract §7.3). */
const KINDS: Readonly<Record<Instance['service'], (engine: string) => readonly [string, string]>> = {
  gaussdb: () => ['SYS.GAUSSDBV5', 'gaussdbv5_instance_id'],
  taurusdb: () => ['SYS.GAUSSDB', 'gaussdb_mysql_instance_id'],
  geminidb: (engine) => ['SYS.NoSQL', `${engine === 'dynamodb' ? 'cassandra' : engine}_cluster_id`],
};

/** An alarm begins at an instance or proxy at a time (epoch ms); its record's id. Throws when there is no such thing. */
export function beginAlarm(state: State, id: string, { name, level = 2, at }: AlarmOrder): string {
  const instance = state.instances.get(id);
  const proxy = state.proxies.get(id);
  const about = instance ?? proxy;
  if (!about) throw new Error(`no instance or proxy ${id}`);
  const [namespace, dimension] = instance
    ? KINDS[instance.service](instance.engine)
    : ['SYS.DBPROXY', 'dbproxy_instance_id'];
  const record_id = `ah${String(state.alarms.size + 1).padStart(22, '0')}`;
  const dimensions = [{ name: dimension, value: id }];
  const { project_id } = about;
  state.alarms.set(record_id, {
    ...{ record_id, project_id, name, level, namespace, dimensions },
    status: 'alarm',
    began: at,
  });
  return record_id;
}

/** An alarm that is to begin. */
export interface AlarmOrder {
  readonly name: string;
  readonly level?: number;
  readonly at: number;
}
