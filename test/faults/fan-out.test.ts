import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { type Case, hotfix, patch } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import type { Ran } from '../world/service.ts';
import { triggers, type Way } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext, expectTruth } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  world.cloud.state.autoCreate = true;
  for (const { operation } of [patch, hotfix]) {
    await world.service.queues.purge(world.service.queues.url(operation));
  }
});
afterEach(() => {
  freeClock();
});
afterAll(() => world.close());

const ids = (count: number, suffix: string, from = 0) =>
  Array.from({ length: count }, (_, i) => `${String(from + i).padStart(32, '0')}${suffix}`);

/** 35 instances of three engines, shuffled together: 2, 2 and 1 calls of at most ten. */
const engines = [ids(12, 'in06'), ids(13, 'in12'), ids(10, 'in13')] as const;
const shuffled = Array.from({ length: 13 }, (_, i) => engines.flatMap((engine) => engine[i] ?? [])).flat();
const mixed: Case = { ...patch, intent: { ...patch.intent, instance_ids: shuffled }, targets: shuffled };
const sixtyFive = ids(65, 'in14');
const many: Case = { ...hotfix, intent: { ...hotfix.intent, instance_ids: sixtyFive }, targets: sixtyFive };
const spread = [
  { one: mixed, operation: mixed.operation, messages: 5, sizes: [10, 10, 10, 3, 2] },
  { one: many, operation: many.operation, messages: 3, sizes: [30, 30, 5] },
];
const each = spread.flatMap((row) => triggers.map((way) => ({ ...row, way })));

async function take(operation: string) {
  const { queues } = world.service;
  const messages = await queues.receiveAll(queues.url(operation));
  await queues.purge(queues.url(operation));
  return messages;
}

/** Brings an intent of several calls, and returns what came of it with the messages it was spread to. */
async function bring(
  way: Way,
  one: Case,
): Promise<{ parent: Ran; children: Awaited<ReturnType<typeof take>> }> {
  const parent = await world.service.fire(way, one.operation, one.intent);
  return { parent, children: await take(one.operation) };
}

const bodyOf = ({ Body = '' }: { Body?: string | undefined }) =>
  JSON.parse(Body) as { instance_ids: string[]; request_id: string };

describe.each(each)('$operation through a $way', ({ way, one, messages, sizes }) => {
  test('is spread to the fewest messages, and nothing is sent before', async () => {
    const { parent, children } = await bring(way, one);
    expect(parent.lines).toHaveLength(1);
    const [line] = parent.lines;
    expect(line).toMatchObject({ status: 'held', trigger: way });
    expect(line?.outcomes).toHaveLength(one.targets.length);
    expect(line?.outcomes.every(({ verdict }) => verdict === 'not_sent')).toBe(true);
    await expectNext(world, way, 'done', parent);
    expect(world.cloud.received).toEqual([]);

    expect(children).toHaveLength(messages);
    const bodies = children.map(bodyOf);
    expect(bodies.map(({ instance_ids }) => instance_ids.length).sort((a, b) => b - a)).toEqual(sizes);
    expect(bodies.flatMap(({ instance_ids }) => instance_ids).sort()).toEqual([...one.targets].sort());
    for (const { instance_ids } of bodies) {
      expect(new Set(instance_ids.map((id) => id.slice(-4))).size).toBe(1);
    }
  });

  test('each message is the intent as written but for ids and request_id, and carries its origin', async () => {
    const { parent, children } = await bring(way, one);
    const parentId = parent.lines[0]?.request_id;
    for (const child of children) {
      const { instance_ids, request_id, ...rest } = bodyOf(child);
      const { instance_ids: _all, ...written } = one.intent;
      expect(rest).toEqual(written);
      expect(request_id).toMatch(new RegExp(`^${parentId}/[0-9a-f]{12}$`));
      const attributes = Object.entries(child.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
        name,
        StringValue,
      ]);
      expect(Object.fromEntries(attributes)).toEqual({
        request_id,
        trigger: way,
        triggered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        ...(way === 'webhook' && { sender: 'change-desk' }),
        ...(way === 'queue' && { sender: '000000000000' }),
      });
      for (const id of instance_ids) {
        expect(parent.lines[0]?.outcomes.find(({ target }) => target === id)).toMatchObject({
          code: 'sent_on',
          reason: expect.stringContaining(request_id),
        });
      }
    }
    expect(new Set(children.map((child) => bodyOf(child).request_id)).size).toBe(messages);
  });

  test("each message is one call, told as it is; the parent's trigger and sender stay", async () => {
    const { children } = await bring(way, one);
    const { queues } = world.service;
    let calls = 0;
    for (const child of children) {
      calls += 1;
      // The second call is lost after the cloud took it, the third is throttled.
      if (calls === 2) world.befall(one, { kind: 'cut-after' });
      if (calls === 3) world.befall(one, { kind: 'throttle' });
      const before = world.submissions().length;
      const ran = await world.service.invoke(one.operation, sqsEvent([child], queues.arn(one.operation)));
      expect(world.submissions().length - before).toBe(1);
      const { instance_ids, request_id } = bodyOf(child);
      expect(ran.lines).toMatchObject([
        {
          request_id,
          trigger: way,
          status: calls === 2 ? 'unknown' : calls === 3 ? 'failed' : 'accepted',
          ...(way === 'webhook' && { sender: 'change-desk' }),
        },
      ]);
      expectTruth(world, { ...one, targets: instance_ids }, ran);
      expect({ again: ran.again, dead: ran.dead.length }).toEqual({
        again: calls === 3,
        dead: calls === 2 ? 1 : 0,
      });
    }
    expect(await take(one.operation)).toEqual([]);
  });
});

describe('the messages of one intent', () => {
  test('have the same ids whenever and in whatever order it is spread', async () => {
    const again = { ...mixed, intent: { ...mixed.intent, request_id: 'change-4711' } };
    const turned = { ...again, intent: { ...again.intent, instance_ids: engines.flat() } };
    const first = (await bring('timer', again)).children.map((child) => bodyOf(child).request_id);
    const second = (await bring('queue', again)).children.map((child) => bodyOf(child).request_id);
    const third = (await bring('timer', turned)).children.map((child) => bodyOf(child).request_id);
    expect(second.sort()).toEqual(first.sort());
    expect(third.sort()).toEqual(first);
  });

  test('have the same ids in whatever order their instances are named', async () => {
    const few = engines.flatMap((engine) => engine.slice(0, 10));
    const named = (instance_ids: readonly string[]) => ({
      ...mixed,
      intent: { ...mixed.intent, instance_ids, request_id: 'change-4712' },
    });
    const first = (await bring('timer', named(few))).children.map((child) => bodyOf(child).request_id);
    const second = (await bring('timer', named(few.toReversed()))).children.map(
      (child) => bodyOf(child).request_id,
    );
    expect(first).toHaveLength(3);
    expect(second.sort()).toEqual(first.sort());
  });

  test("keep counting durations from the parent's trigger, however late the parent came", async () => {
    setClock('2026-03-01T10:45:00Z');
    const request_id = 'arn:aws:scheduler:eu-west-1:000000000000:schedule/a/b/2026-03-01T10:00:00Z';
    const { children } = await bring('timer', { ...many, intent: { ...many.intent, request_id } });
    setClock('2026-03-01T11:30:00Z');
    for (const child of children) {
      await world.service.invoke(many.operation, sqsEvent([child], world.service.queues.arn(many.operation)));
    }
    expect(world.cloud.accepted).toHaveLength(65);
    expect(
      new Set(world.cloud.accepted.map(({ request }) => (request as { start_time: string }).start_time)),
    ).toEqual(new Set(['2026-03-01T12:00:00+0000']));
  });

  test("expire with the parent's own limit", async () => {
    setClock('2026-03-01T10:00:00Z');
    const { children } = await bring('timer', { ...mixed, intent: { ...mixed.intent, not_after: 'PT30M' } });
    setClock('2026-03-01T10:30:01Z');
    for (const child of children) {
      const ran = await world.service.invoke(
        mixed.operation,
        sqsEvent([child], world.service.queues.arn(mixed.operation)),
      );
      expect(ran.lines).toMatchObject([{ status: 'expired', outcomes: expect.anything() }]);
    }
    expect(world.cloud.received).toEqual([]);
  });
});

describe('how many', () => {
  test.each([
    [10, 0],
    [11, 2],
    [20, 2],
    [21, 3],
  ])('%i instances of one engine make %i messages (0: one call at once)', async (count, messages) => {
    const targets = ids(count, 'in13');
    const one = { ...patch, intent: { ...patch.intent, instance_ids: targets }, targets };
    const { parent, children } = await bring('timer', one);
    expect(children).toHaveLength(messages);
    expect(parent.lines).toMatchObject([{ status: messages === 0 ? 'accepted' : 'held' }]);
    expect(world.submissions()).toHaveLength(messages === 0 ? 1 : 0);
  });

  test.each([
    [30, 0],
    [31, 2],
  ])('%i hotfixes make %i messages', async (count, messages) => {
    const targets = ids(count, 'in14');
    const one = { ...hotfix, intent: { ...hotfix.intent, instance_ids: targets }, targets };
    expect((await bring('timer', one)).children).toHaveLength(messages);
  });

  test.each(['timer', 'queue'] as const)('above MAX_TARGETS an intent is invalid (%s)', async (way) => {
    world.set({ MAX_TARGETS: '34' });
    const ran = await world.service.fire(way, mixed.operation, mixed.intent);
    expect(ran.lines).toMatchObject([{ status: 'invalid', reason: expect.stringContaining('MAX_TARGETS') }]);
    await expectNext(world, way, 'dead', ran);
    expect(await take(mixed.operation)).toEqual([]);
    world.set({ MAX_TARGETS: '35' });
    expect((await bring(way, mixed)).children).toHaveLength(5);
  });

  test('above MAX_TARGETS a webhook is refused', async () => {
    world.set({ MAX_TARGETS: '34' });
    const { answer } = await world.service.post(mixed.operation, JSON.stringify(mixed.intent));
    expect(answer.statusCode).toBe(400);
    expect(await take(mixed.operation)).toEqual([]);
  });

  test('an id too long to derive others from is refused before anything is put on the queue', async () => {
    const request_id = 'x'.repeat(244);
    const ran = await world.service.fire('timer', mixed.operation, { ...mixed.intent, request_id });
    expect(ran.lines).toMatchObject([{ status: 'invalid', faults: [{ path: 'request_id' }] }]);
    expect(await take(mixed.operation)).toEqual([]);
  });
});
