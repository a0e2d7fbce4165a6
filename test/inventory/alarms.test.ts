import { describe, expect, test } from '@jest/globals';
import { firingIn, listFiring } from '../../shared/huawei/alarms.ts';

const ID = '046287aae57843b1a7bc61b7a8812f41in13';
const NODE = '046287aae57843b1a7bc61b7a8812f41no13';
const record = (more: object = {}, dimensions: unknown = [{ name: 'influxdb_cluster_id', value: ID }]) => ({
  record_id: 'ah1',
  name: 'cpu',
  status: 'alarm',
  level: 2,
  metric: { namespace: 'SYS.NoSQL', dimensions },
  ...more,
});
const firing = (...items: unknown[]) => firingIn('geminidb', { 'SYS.NoSQL': items });
const ofOne = (...given: Parameters<typeof record>) => firing(record(...given))?.[0]?.of;

test('every namespace of a service is read whole, by what fires now', () => {
  const read = (namespace: string) => ({
    route: 'GET /v2/{project_id}/alarm-histories',
    query: { status: 'alarm', namespace, order_by: 'record_id' },
    list: { items: 'alarm_histories', total: 'count', size: 100, offset: 'items', counted: true },
  });
  expect(listFiring('taurusdb')).toEqual({
    'SYS.GAUSSDB': read('SYS.GAUSSDB'),
    'SYS.DBPROXY': read('SYS.DBPROXY'),
  });
  expect(Object.keys({ ...listFiring('gaussdb'), ...listFiring('geminidb') })).toEqual([
    'SYS.GAUSSDBV5',
    'SYS.NoSQL',
  ]);
  expect(firingIn('taurusdb', { 'SYS.GAUSSDB': [] })).toBeUndefined();
  expect(firingIn('taurusdb', { 'SYS.GAUSSDB': [], 'SYS.DBPROXY': [] })).toEqual([]);
});

describe('a record', () => {
  test('names its instance by a dimension, or by what its resource is', () => {
    expect(firing(record())).toEqual([{ record: 'ah1', name: 'cpu', level: 2, of: [ID] }]);
    const both = [
      { name: 'influxdb_cluster_id', value: ID },
      { name: 'influxdb_node_id', value: NODE },
    ];
    expect(ofOne({}, both)).toEqual([ID]);
    expect(ofOne({}, { name: 'influxdb_cluster_id', value: ID })).toEqual([ID]);
    expect(ofOne({ additional_info: { resource_id: `${ID},${NODE}` } }, undefined)).toEqual([ID]);
    expect(ofOne({ additional_info: { resource_id: ID } })).toEqual([ID]);
  });

  test('of a node alone, or of nothing that can be read, may be anybody’s', () => {
    expect(ofOne({}, [{ name: 'influxdb_node_id', value: NODE }])).toEqual([]);
    expect(
      ofOne({ additional_info: { resource_id: NODE } }, [{ name: 'influxdb_cluster_id', value: 7 }]),
    ).toEqual([]);
    expect(ofOne({ metric: null, additional_info: null })).toEqual([]);
  });

  test('of another state or namespace is none, where the cloud did not heed what it was asked', () => {
    expect(firing(record({ status: 'ok' }))).toEqual([]);
    expect(firing(record({ metric: { namespace: 'SYS.ECS' } }))).toEqual([]);
    expect(firing(record({ status: undefined }))).toHaveLength(1);
  });

  test.each([[null], ['ah1'], [record({ record_id: '' })], [record({ record_id: 7 })]])(
    'that cannot be told from others makes all of them unknown: %j',
    (item) => {
      expect(firing(record(), item)).toBeUndefined();
    },
  );

  test('without a name or with an odd level is one all the same', () => {
    expect(firing(record({ name: null, level: '2' }))).toEqual([{ record: 'ah1', name: 'ah1', of: [ID] }]);
  });
});
