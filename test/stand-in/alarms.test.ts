import { beforeEach, expect, test } from '@jest/globals';
import { beginAlarm, listAlarmHistories } from '../../stand-in/cloud/ces/alarm-histories.ts';
import type { Exchange } from '../../stand-in/cloud/exchange.ts';
import {
  PATCH_INSTANCES,
  PLUGIN_INSTANCE,
  PROXY,
  PROXY_INSTANCE,
  seededState,
} from '../../stand-in/cloud/seed.ts';
import type { State } from '../../stand-in/cloud/state.ts';

const [PATCHED = ''] = PATCH_INSTANCES;
const AT = Date.parse('2024-02-11T00:48:08Z');

let state: State;
beforeEach(() => {
  state = seededState();
});

interface Listed {
  readonly alarm_histories: readonly {
    readonly record_id: string;
    readonly metric: { readonly dimensions: unknown };
  }[];
  readonly count: number;
}
const list = (query: Record<string, string>, id = PATCHED): Listed => {
  const project_id = state.instances.get(id)?.project_id ?? '';
  return listAlarmHistories({ state, query, params: { project_id } } as unknown as Exchange).body as Listed;
};

test('Cloud Eye lists the records of a project, a page at a time, by state and namespace', () => {
  const ids = [0, 1, 2].map((minute) =>
    beginAlarm(state, PATCHED, { name: 'cpu', at: AT + minute * 60_000 }),
  );
  beginAlarm(state, PLUGIN_INSTANCE, { name: 'disk', level: 1, at: AT });
  const [first = ''] = ids;
  Object.assign(state.alarms.get(first) ?? {}, { status: 'ok' });
  const shown = (query: Record<string, string>) =>
    list(query).alarm_histories.map(({ record_id }) => record_id);
  expect(shown({})).toEqual(ids.toReversed());
  expect(shown({ order_by: 'record_id' })).toEqual(ids);
  expect(shown({ status: 'alarm', order_by: 'record_id' })).toEqual(ids.slice(1));
  expect(shown({ namespace: 'SYS.GAUSSDB' })).toEqual([]);
  expect(shown({ limit: '1', offset: '1' })).toEqual(ids.slice(1, 2));
  expect(list({ limit: '1' }).count).toBe(3);
  expect(list({ order_by: 'record_id', limit: '1' }).alarm_histories).toMatchObject([
    { name: 'cpu', level: 2, status: 'ok', first_alarm_time: '2024-02-11T08:48:08+08:00' },
  ]);
});

test.each([
  [PATCHED, 'influxdb_cluster_id'],
  [PLUGIN_INSTANCE, 'gaussdbv5_instance_id'],
  [PROXY_INSTANCE, 'gaussdb_mysql_instance_id'],
  [PROXY, 'dbproxy_instance_id'],
])('%s is named by the dimension %s', (id, name) => {
  beginAlarm(state, id, { name: 'cpu', at: AT });
  const [record] = list({}, state.proxies.get(id)?.instance_id ?? id).alarm_histories;
  expect(record?.metric.dimensions).toEqual([{ name, value: id }]);
});

test.each([
  { limit: '101' },
  { limit: '0' },
  { limit: 'x' },
  { offset: '-1' },
  { status: 'red' },
  { order_by: 'name' },
])('%j is refused', (query) => {
  expect(() => list(query)).toThrow();
});

test('an alarm begins at what there is', () => {
  expect(() => beginAlarm(state, 'nobody', { name: 'cpu', at: AT })).toThrow('no instance or proxy nobody');
});
