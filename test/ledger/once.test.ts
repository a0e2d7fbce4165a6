import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { patch, plugin } from '../world/cases.ts';
import { setClock } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const PATCH = patch.operation;
const PLUGIN = plugin.operation;
const [FIRST = '', BUSY = ''] = patch.targets;

let world: LedgerWorld;

beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

test('a second delivery of the same request sends nothing and tells the first outcome', async () => {
  const intent = { request_id: 'once-1', ...patch.intent, instance_ids: [FIRST] };
  const first = await world.service.fire('queue', PATCH, intent);
  const second = await world.service.fire('queue', PATCH, intent);
  expect(first.lines[0]).toMatchObject({ status: 'accepted' });
  expect(second.lines[0]).toMatchObject({ status: 'duplicate', outcomes: first.lines[0]?.outcomes });
  expect(world.cloud.accepted).toHaveLength(1);
});

test('a lost reply is found in the cloud and not sent again', async () => {
  world.befall(patch, { kind: 'cut-after' });
  const intent = { request_id: 'lost-1', ...patch.intent, instance_ids: [FIRST] };
  const first = await world.service.fire('queue', PATCH, intent);
  expect(first.lines[0]).toMatchObject({ status: 'unknown', next_try: expect.any(String) });
  expect(first.dead).toHaveLength(0);
  setClock('2024-10-30T02:03:00Z');
  const swept = await world.service.sweep();
  expect(swept.queued).toBe(1);
  const second = await world.service.deliver(PATCH);
  expect(second.lines[0]).toMatchObject({
    status: 'accepted',
    outcomes: [{ target: FIRST, verdict: 'accepted', job_id: world.cloud.accepted[0]?.job_id }],
  });
  expect(world.cloud.accepted).toHaveLength(1);
});

/** What the instance that the cloud is to refuse says of itself. */
const setStatus = (status: string) => {
  const instance = world.cloud.state.instances.get(BUSY);
  if (!instance) throw new Error(`the seed has no instance ${BUSY}`);
  instance.status = status;
};

test('a busy target is tried again alone, later', async () => {
  setStatus('abnormal');
  const intent = { request_id: 'busy-1', ...patch.intent, instance_ids: [FIRST, BUSY] };
  const first = await world.service.fire('queue', PATCH, intent);
  expect(first.lines[0]).toMatchObject({ status: 'partial', next_try: expect.any(String) });
  setStatus('normal');
  setClock('2024-10-30T02:20:00Z');
  const second = await world.resume(PATCH);
  expect(second.lines[0]).toMatchObject({ status: 'accepted' });
  expect(world.submissions(patch).map((body) => JSON.parse(body))).toEqual([
    { instance_ids: [FIRST, BUSY] },
    { instance_ids: [BUSY] },
  ]);
});

test('what waited for not_before is claimed before it is sent, so that a lost reply is looked for', async () => {
  const intent = { ...plugin.intent, request_id: 'later-1', not_before: 'PT20S' };
  const sent = () => world.submissions(plugin);
  const held = await world.service.fire('queue', PLUGIN, intent);
  expect(held.lines).toMatchObject([{ status: 'held', next_try: '2024-10-30T02:00:20.000Z' }]);
  world.befall(plugin, [{ kind: 'job', unlisted: true }, { kind: 'cut-after' }]);
  setClock('2024-10-30T02:00:25Z');
  expect(await world.service.sweep()).toMatchObject({ queued: 1 });
  const lost = await world.service.deliver(PLUGIN);
  expect(lost.lines).toMatchObject([{ status: 'unknown', outcomes: [{ verdict: 'unknown' }] }]);
  expect(sent()).toHaveLength(1);
  for (const time of ['02:03:00', '02:13:00', '02:40:00']) {
    setClock(`2024-10-30T${time}Z`);
    const looked = await world.resume(PLUGIN);
    expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  }
  expect(sent()).toHaveLength(1);
});

test('an extension delivered twice while the target waits sends nothing early', async () => {
  setStatus('abnormal');
  const intent = { request_id: 'extend-1', ...patch.intent, instance_ids: [BUSY] };
  await world.service.fire('queue', PATCH, intent);
  for (const _ of [1, 2]) {
    await world.service.queues.send(PATCH, JSON.stringify(intent), {
      request_id: 'extend-1',
      resumed: 'yes',
      extend: 'yes',
    });
    const ran = await world.service.deliver(PATCH);
    expect(ran.lines).toMatchObject([{ status: 'held', next_try: expect.any(String) }]);
  }
  expect(world.submissions(patch)).toHaveLength(1);
});

test.each([
  ['as many as its record can hold is sent on', 1000, 'held'],
  ['more is refused by its reason, and not tried again', 1001, 'invalid'],
])('an intent of targets: %s', async (_, count, status) => {
  world.set({ MAX_TARGETS: '10000' });
  const instance_ids = Array.from({ length: count }, (_, n) => `${String(n).padStart(32, '0')}in13`);
  const long = { change_id: '漢'.repeat(1024), requested_by: '漢'.repeat(1024), reason: '漢'.repeat(1024) };
  const intent = { request_id: 'r'.repeat(243), ...patch.intent, instance_ids, ...long };
  const ran = await world.service.fire('timer', PATCH, intent);
  expect(ran.lines).toMatchObject([{ status }]);
  expect(ran).toMatchObject({ again: false });
});
