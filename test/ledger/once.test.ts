import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { setClock } from '../world/clock.ts';
import { type Service, startService } from '../world/service.ts';

const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const FIRST = '046287aae57843b1a7bc61b7a8812f41in13';

let cloud: Cloud;
let table: LedgerTable;
let service: Service;

beforeAll(async () => {
  cloud = await startCloud({ now: () => Date.now() });
  table = await startLedgerTable();
  service = await startService(cloud.endpoints, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  });
});
afterAll(async () => {
  await service.close();
  await table.close();
  await cloud.close();
});
beforeEach(async () => {
  process.env.LEDGER_TABLE = await table.create();
  const { tokens } = cloud.state;
  cloud.reset();
  cloud.state.tokens = tokens;
  setClock('2024-10-30T02:00:00Z');
});

test('a second delivery of the same request sends nothing and tells the first outcome', async () => {
  const intent = { request_id: 'once-1', project_id: PROJECT, instance_ids: [FIRST] };
  const first = await service.fire('queue', 'patch-databases', intent);
  const second = await service.fire('queue', 'patch-databases', intent);
  expect(first.lines[0]).toMatchObject({ status: 'accepted' });
  expect(second.lines[0]).toMatchObject({ status: 'duplicate', outcomes: first.lines[0]?.outcomes });
  expect(cloud.accepted).toHaveLength(1);
});

test('a lost reply is found in the cloud and not sent again', async () => {
  cloud.faults.add({ call: 'batchUpgradeDatabaseVersion', fault: { kind: 'cut-after' } });
  const intent = { request_id: 'lost-1', project_id: PROJECT, instance_ids: [FIRST] };
  const first = await service.fire('queue', 'patch-databases', intent);
  expect(first.lines[0]).toMatchObject({ status: 'unknown', next_try: expect.any(String) });
  expect(first.dead).toHaveLength(0);
  setClock('2024-10-30T02:03:00Z');
  const swept = await service.sweep();
  expect(swept.queued).toBe(1);
  const second = await service.deliver('patch-databases');
  expect(second.lines[0]).toMatchObject({
    status: 'accepted',
    outcomes: [{ target: FIRST, verdict: 'accepted', job_id: cloud.accepted[0]?.job_id }],
  });
  expect(cloud.accepted).toHaveLength(1);
});

test('a busy target is tried again alone, later', async () => {
  const busy = '3d1e04f49efa473a8c7eaf07ed7ff870in13';
  const intent = { request_id: 'busy-1', project_id: PROJECT, instance_ids: [FIRST, busy] };
  const first = await service.fire('queue', 'patch-databases', intent);
  expect(first.lines[0]).toMatchObject({ status: 'partial', next_try: expect.any(String) });
  const instance = cloud.state.instances.get(busy);
  if (instance) instance.status = 'normal';
  setClock('2024-10-30T02:20:00Z');
  await service.sweep();
  const second = await service.deliver('patch-databases');
  expect(second.lines[0]).toMatchObject({ status: 'accepted' });
  expect(
    cloud.received
      .filter(({ call }) => call === 'batchUpgradeDatabaseVersion')
      .map(({ body }) => JSON.parse(body)),
  ).toEqual([{ instance_ids: [FIRST, busy] }, { instance_ids: [busy] }]);
});

test('what waited for not_before is claimed before it is sent, so that a lost reply is looked for', async () => {
  const intent = {
    request_id: 'later-1',
    project_id: '0c8243400d37468bb4aed3cc94c2911d',
    instance_id: 'f9b5f9b296ec6808e067in14',
    plugin_name: 'postgis',
    url: 'xxxx.obs.bucket1',
    sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
    not_before: 'PT20S',
  };
  const sent = () => cloud.received.filter(({ call }) => call === 'installKernelPlugin');
  const held = await service.fire('queue', 'install-kernel-plugin', intent);
  expect(held.lines).toMatchObject([{ status: 'held', next_try: '2024-10-30T02:00:20.000Z' }]);
  cloud.faults.add({
    call: 'installKernelPlugin',
    fault: [{ kind: 'job', unlisted: true }, { kind: 'cut-after' }],
  });
  setClock('2024-10-30T02:00:25Z');
  expect(await service.sweep()).toMatchObject({ queued: 1 });
  const lost = await service.deliver('install-kernel-plugin');
  expect(lost.lines).toMatchObject([{ status: 'unknown', outcomes: [{ verdict: 'unknown' }] }]);
  expect(sent()).toHaveLength(1);
  for (const time of ['02:03:00', '02:13:00', '02:40:00']) {
    setClock(`2024-10-30T${time}Z`);
    await service.sweep();
    const looked = await service.deliver('install-kernel-plugin');
    expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  }
  expect(sent()).toHaveLength(1);
});

test('an extension delivered twice while the target waits sends nothing early', async () => {
  const busy = '3d1e04f49efa473a8c7eaf07ed7ff870in13';
  const intent = { request_id: 'extend-1', project_id: PROJECT, instance_ids: [busy] };
  await service.fire('queue', 'patch-databases', intent);
  for (const _ of [1, 2]) {
    await service.queues.send('patch-databases', JSON.stringify(intent), {
      request_id: 'extend-1',
      resumed: 'yes',
      extend: 'yes',
    });
    const ran = await service.deliver('patch-databases');
    expect(ran.lines).toMatchObject([{ status: 'held', next_try: expect.any(String) }]);
  }
  expect(cloud.received.filter(({ call }) => call === 'batchUpgradeDatabaseVersion')).toHaveLength(1);
});

test.each([
  ['as many as its record can hold is sent on', 1000, 'held'],
  ['more is refused by its reason, and not tried again', 1001, 'invalid'],
])('an intent of targets: %s', async (_, count, status) => {
  process.env.MAX_TARGETS = '10000';
  const instance_ids = Array.from({ length: count }, (_, n) => `${String(n).padStart(32, '0')}in13`);
  const long = { change_id: '漢'.repeat(1024), requested_by: '漢'.repeat(1024), reason: '漢'.repeat(1024) };
  const intent = { request_id: 'r'.repeat(243), project_id: PROJECT, instance_ids, ...long };
  const ran = await service.fire('timer', 'patch-databases', intent);
  delete process.env.MAX_TARGETS;
  await service.queues.purge(service.queues.url('patch-databases'));
  expect(ran.lines).toMatchObject([{ status }]);
  expect(ran).toMatchObject({ again: false });
});
