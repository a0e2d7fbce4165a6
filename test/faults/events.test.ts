import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { type Case, cases, hotfix, patch, plugin, proxy, timed } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { triggers } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  for (const { operation } of cases) await world.service.queues.purge(world.service.queues.url(operation));
});
afterEach(() => {
  freeClock();
});
afterAll(() => world.close());

let messages = 0;

/** A record as the platform hands it over. */
const record = (body: unknown, changes: object = {}): SQSRecord =>
  ({
    messageId: `message-${++messages}`,
    receiptHandle: 'receipt',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(Date.now()),
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:q',
    awsRegion: 'eu-west-1',
    ...changes,
  }) as SQSRecord;

const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' });
const handedBack = (result: unknown) =>
  (result as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures.map(
    ({ itemIdentifier }) => itemIdentifier,
  );

describe('whatever a timer brings', () => {
  test('any JSON ends in one line, is sent nowhere, and goes to the dead-letter queue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...cases), async (event, { operation }) => {
        const ran = await world.service.invoke(operation, event);
        expect(ran.lines).toMatchObject([{ status: 'invalid', trigger: 'timer', operation }]);
        await expectNext(world, 'timer', 'dead', ran);
      }),
      { numRuns: 200 },
    );
    expect(world.cloud.received).toEqual([]);
  });

  const anything = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant({ toString: 1, valueOf: 1 }));
  test('so does an envelope whose every field is any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, async (id, time, detail) => {
        const event = { ...eventBridgeEvent(detail), id, time };
        const ran = await world.service.invoke(plugin.operation, event);
        expect(ran.lines).toMatchObject([{ status: 'invalid', trigger: 'timer' }]);
        expect({ again: ran.again, dead: ran.dead.length }).toEqual({ again: false, dead: 1 });
      }),
      { numRuns: 200 },
    );
    expect(world.cloud.received).toEqual([]);
  });

  const envelope = eventBridgeEvent({});
  const odd: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['empty text', ''],
    ['an empty list', []],
    ['an empty object', {}],
    ['a batch of no records', { Records: [] }],
    ["another service's records", { Records: [{ eventSource: 'aws:s3' }] }],
    ['an envelope with a number for its id', { ...envelope, id: 5 }],
    ['an envelope with an empty id', { ...envelope, id: '' }],
    ['an envelope with null for its id', { ...envelope, id: null }],
    ['an envelope with a number for its time', { ...envelope, time: 5 }],
    ['an envelope with an object for its time', { ...envelope, time: { toString: 1, valueOf: 1 } }],
    ['an envelope around null', { ...envelope, detail: null }],
    ['text that SQS would not take', { reason: '\uffff' }],
  ];
  test.each(odd)('%s is an invalid intent with an id, told and dead-lettered', async (_title, event) => {
    const ran = await world.service.invoke(plugin.operation, event);
    expect(ran.lines).toMatchObject([{ status: 'invalid', request_id: expect.stringMatching(/./) }]);
    expect({ again: ran.again, dead: ran.dead.length }).toEqual({ again: false, dead: 1 });
  });

  test('an intent with one field more is refused, whatever the field', async () => {
    const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'headers'));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), names, fc.jsonValue(), async (one, name, value) => {
        fc.pre(!(name in one.intent) && !ours.includes(name));
        const text = `${JSON.stringify(one.intent).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;
        const ran = await world.service.invoke(one.operation, JSON.parse(text));
        expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
      }),
      { numRuns: 200 },
    );
    expect(world.cloud.received).toEqual([]);
  });
});

const ours = [
  ...['request_id', 'region', 'project_id', 'language', 'dry_run', 'not_before', 'not_after'],
  ...['change_id', 'requested_by', 'reason', 'upgrade_type', 'upgrade_action'],
];

/** SQS takes the characters that XML 1.0 knows, and no empty message; the stand-in none beyond the first plane. */
const isTakenBySqs = (text: string) => /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}]+$/u.test(text);

describe('whatever a message holds', () => {
  test('any text, JSON or not, ends in one line and on the dead-letter queue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' })).filter(isTakenBySqs),
        fc.constantFrom(...cases),
        async (body, { operation }) => {
          const ran = await world.service.invoke(operation, { Records: [record(body)] });
          expect(ran.lines).toMatchObject([{ status: 'invalid', trigger: 'queue', operation }]);
          expect(handedBack(ran.result)).toEqual([]);
          expect(ran.dead).toHaveLength(1);
        },
      ),
      { numRuns: 200 },
    );
    expect(world.cloud.received).toEqual([]);
  });

  const malformed: readonly (readonly [string, object])[] = [
    ['no body', { body: undefined }],
    ['a body that is no text', { body: { a: 1 } }],
    ['no attributes', { attributes: undefined }],
    ['no message attributes', { messageAttributes: undefined }],
    ['attributes that are none', { attributes: 7, messageAttributes: 'x' }],
    ['a time that is none', { attributes: { SentTimestamp: 'soon', ApproximateReceiveCount: 'often' } }],
    [
      'message attributes without text',
      { messageAttributes: { request_id: {}, triggered_at: attribute('never'), trigger: attribute('cron') } },
    ],
    ['an empty request_id', { messageAttributes: { request_id: attribute('') } }],
  ];
  test.each(malformed)('a record with %s spoils nothing for its neighbour', async (_title, changes) => {
    const good = record(plugin.intent);
    const odd = record('not an intent', changes);
    const ran = await world.service.invoke(plugin.operation, { Records: [odd, good] });
    expect(ran.lines.map(({ status, request_id }) => [status, request_id]).sort()).toEqual([
      ['accepted', good.messageId],
      ['invalid', odd.messageId],
    ]);
    expect(handedBack(ran.result)).toEqual([]);
    expect(world.submissions()).toHaveLength(1);
  });

  test.each(malformed.filter(([, changes]) => !('body' in changes)))(
    'a good intent in a record with %s is run',
    async (_title, changes) => {
      const ran = await world.service.invoke(hotfix.operation, { Records: [record(hotfix.intent, changes)] });
      expect(ran.lines).toMatchObject([{ status: 'accepted', trigger: 'queue', attempt: 1 }]);
    },
  );

  test('how often it was received is the attempt', async () => {
    const attributes = { ApproximateReceiveCount: '7', SentTimestamp: String(Date.now()) };
    const ran = await world.service.invoke(plugin.operation, {
      Records: [record(plugin.intent, { attributes })],
    });
    expect(ran.lines).toMatchObject([{ attempt: 7 }]);
  });
});

describe('a batch', () => {
  const idOf = (n: number) => `${String(n).padStart(32, '0')}in14`;
  const install = (n: number) => ({ ...plugin.intent, instance_id: idOf(n) });

  /** What may lie in a batch, and what is to become of it. */
  const kinds = {
    good: { fault: undefined, status: 'accepted', again: false, dead: false },
    throttled: { fault: { kind: 'throttle' }, status: 'failed', again: true, dead: false },
    busy: { fault: { kind: 'busy' }, status: 'rejected', again: true, dead: false },
    lost: { fault: { kind: 'cut-after' }, status: 'unknown', again: false, dead: true },
    wrong: { fault: undefined, status: 'invalid', again: false, dead: true },
  } as const;

  test('is settled message by message, however it is mixed', async () => {
    const mix = fc.array(fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(mix, async (batch) => {
        await world.reset();
        world.cloud.state.autoCreate = true;
        world.cloud.faults.decide = ({ targets }) =>
          kinds[batch[Number(targets[0]?.slice(0, 32))] ?? 'good'].fault;
        const Records = batch.map((kind, n) => record(kind === 'wrong' ? { nothing: n } : install(n)));
        const ran = await world.service.invoke(plugin.operation, { Records });
        expect(ran.lines).toHaveLength(batch.length);
        // Once the cloud throttles, the rest of the batch waits: it is handed back without being asked.
        const braked = (n: number) =>
          ran.lines.some(
            ({ request_id, reason }) =>
              request_id === Records[n]?.messageId && /throttles this batch/.test(reason ?? ''),
          );
        for (const [n, kind] of batch.entries()) {
          const line = ran.lines.find(({ request_id }) => request_id === Records[n]?.messageId);
          expect(line).toMatchObject({ status: braked(n) ? 'failed' : kinds[kind].status });
        }
        if (!batch.includes('throttled')) expect(batch.some((_, n) => braked(n))).toBe(false);
        const settled = batch.map((kind, n) => (braked(n) ? 'throttled' : kind));
        const ids = (what: 'again' | 'dead') =>
          settled.flatMap((kind, n) => (kinds[kind][what] ? [Records[n]?.messageId] : [])).sort();
        expect(handedBack(ran.result).sort()).toEqual(ids('again'));
        expect(ran.dead.map(({ attributes }) => attributes.request_id).sort()).toEqual(ids('dead'));
        expect(world.submissions()).toHaveLength(
          batch.filter((kind, n) => kind !== 'wrong' && !braked(n)).length,
        );
        expect(world.cloud.accepted).toHaveLength(
          settled.filter((kind) => kind === 'good' || kind === 'lost').length,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('of ten runs at most five at once, begun in order', async () => {
    world.cloud.state.autoCreate = true;
    const underWay: number[] = [];
    world.cloud.faults.decide = ({ call }) => {
      if (call !== plugin.call) return undefined;
      underWay.push(world.cloud.received.filter((one) => one.call === call && !one.status).length);
      return { kind: 'slow', ms: 60 };
    };
    const Records = Array.from({ length: 10 }, (_, n) => record(install(n)));
    const ran = await world.service.invoke(plugin.operation, { Records });
    expect(ran.lines.map(({ status }) => status)).toEqual(Array(10).fill('accepted'));
    expect(Math.max(...underWay)).toBe(5);
    const asked = world.cloud.received.filter(({ call }) => call === plugin.call).map(({ path }) => path);
    expect(asked.slice(0, 5).sort()).toEqual(asked.sort().slice(0, 5));
  });

  test('asks no more once the cloud throttles: what is left is handed back unsent', async () => {
    world.cloud.state.autoCreate = true;
    world.cloud.faults.decide = ({ call }) => (call === plugin.call ? { kind: 'throttle' } : undefined);
    const Records = Array.from({ length: 10 }, (_, n) => record(install(n)));
    const ran = await world.service.invoke(plugin.operation, { Records });
    expect(handedBack(ran.result).sort()).toEqual(Records.map(({ messageId }) => messageId).sort());
    expect(ran.lines.flatMap(({ outcomes }) => outcomes.map(({ verdict }) => verdict))).toEqual(
      Array(10).fill('not_sent'),
    );
    expect(world.submissions()).toHaveLength(5);
  });

  test('fetches one token for all of its messages', async () => {
    world.freshUser();
    world.cloud.state.autoCreate = true;
    const Records = Array.from({ length: 10 }, (_, n) => record(install(n)));
    await world.service.invoke(plugin.operation, { Records });
    expect([world.tokenRequests(), world.submissions().length]).toEqual([1, 10]);
  });

  test('whose token is refused to all renews it once', async () => {
    world.cloud.state.autoCreate = true;
    const warmUp = await world.service.invoke(plugin.operation, { Records: [record(install(0))] });
    expect(warmUp.lines).toMatchObject([{ status: 'accepted' }]);
    const before = world.tokenRequests();
    let refusals = 0;
    world.cloud.faults.decide = ({ call }) =>
      call === plugin.call && ++refusals <= 5 ? { kind: 'token-update' } : undefined;
    const Records = Array.from({ length: 5 }, (_, n) => record(install(n + 1)));
    const ran = await world.service.invoke(plugin.operation, { Records });
    expect(ran.lines.map(({ status }) => status)).toEqual(Array(5).fill('accepted'));
    expect(world.tokenRequests() - before).toBe(1);
  });
});

describe("EventBridge's envelope", () => {
  test('holds the intent in its detail, its id, and the time from which durations count', async () => {
    setClock('2026-03-01T10:07:30Z');
    const event = eventBridgeEvent(hotfix.intent, {
      id: 'event-1',
      time: new Date('2026-03-01T10:00:00Z'),
      source: 'acme.upkeep',
      detailType: 'Upkeep Due',
    });
    const ran = await world.service.invoke(hotfix.operation, event);
    expect(ran.lines).toMatchObject([{ status: 'accepted', request_id: 'event-1', trigger: 'timer' }]);
    expect(world.cloud.accepted[0]?.request).toMatchObject({ start_time: '2026-03-01T12:00:00+0000' });
  });

  test('of a rule without an intent is refused', async () => {
    const ran = await world.service.invoke(plugin.operation, eventBridgeEvent({}));
    expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
    expect(ran.dead).toHaveLength(1);
  });

  test('without id and time falls back to the invocation', async () => {
    const { id: _id, time: _time, ...event } = eventBridgeEvent(plugin.intent);
    const ran = await world.service.invoke(plugin.operation, event);
    expect(ran.lines).toMatchObject([
      { status: 'accepted', request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });
});

describe("a Scheduler's request_id", () => {
  const arn = 'arn:aws:scheduler:eu-west-1:000000000000:schedule/upkeep/sunday';

  test('holds the scheduled time, from which durations count, however late it comes', async () => {
    setClock('2026-03-01T10:45:00Z');
    const request_id = `${arn}/2026-03-01T10:00:00Z`;
    const ran = await world.service.invoke(hotfix.operation, { ...hotfix.intent, request_id });
    expect(ran.lines).toMatchObject([{ status: 'accepted', request_id }]);
    expect(world.cloud.accepted[0]?.request).toMatchObject({ start_time: '2026-03-01T12:00:00+0000' });
  });

  test('expires what has waited too long', async () => {
    setClock('2026-03-01T10:45:00Z');
    const request_id = `${arn}/2026-03-01T10:00:00Z`;
    const ran = await world.service.invoke(plugin.operation, {
      ...plugin.intent,
      request_id,
      not_after: 'PT30M',
    });
    expect(ran.lines).toMatchObject([{ status: 'expired' }]);
    expect(world.cloud.received).toEqual([]);
  });

  test.each([`${arn}/soon`, 'change-4711', 'arn:aws:sqs:eu-west-1:000000000000:q/2026-03-01T10:00:00Z'])(
    '%s is none: durations count from now',
    async (request_id) => {
      setClock('2026-03-01T10:45:00Z');
      await world.service.invoke(hotfix.operation, { ...hotfix.intent, request_id });
      expect(world.cloud.accepted[0]?.request).toMatchObject({ start_time: '2026-03-01T12:45:00+0000' });
    },
  );
});

describe('the request_id', () => {
  const sent = record(plugin.intent);
  const rows: readonly (readonly [string, unknown, string | RegExp])[] = [
    ["a message's body names it", [{ request_id: 'body' }, { request_id: attribute('attribute') }], 'body'],
    ['else its attribute', [{}, { request_id: attribute('attribute') }], 'attribute'],
  ];
  test.each(rows)('%s', async (_title, given, expected) => {
    const [fields, messageAttributes] = given as [object, object];
    const body = JSON.stringify({ ...plugin.intent, ...fields });
    const ran = await world.service.invoke(plugin.operation, {
      Records: [{ ...sent, body, messageAttributes }],
    });
    expect(ran.lines[0]?.request_id).toBe(expected);
  });

  test("else it is the message's own", async () => {
    const ran = await world.service.invoke(plugin.operation, { Records: [sent] });
    expect(ran.lines[0]?.request_id).toBe(sent.messageId);
  });

  test("a timer's body names it before its envelope does, the envelope before the invocation", async () => {
    const ids = [];
    for (const event of [
      eventBridgeEvent({ ...plugin.intent, request_id: 'body' }, { id: 'envelope' }),
      eventBridgeEvent(plugin.intent, { id: 'envelope' }),
      { ...plugin.intent, request_id: 'body' },
    ]) {
      ids.push((await world.service.invoke(plugin.operation, event)).lines[0]?.request_id);
    }
    expect(ids).toEqual(['body', 'envelope', 'body']);
    const ran = await world.service.invoke(plugin.operation, plugin.intent);
    expect(ran.lines[0]?.request_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('goes with what is dead-lettered', async () => {
    const ran = await world.service.invoke(plugin.operation, {
      Records: [record({}, { messageAttributes: { request_id: attribute('attribute') } })],
    });
    expect(ran.dead).toMatchObject([{ attributes: { request_id: 'attribute' } }]);
  });
});

describe('a dry run', () => {
  const bodies: readonly (readonly [Case, object])[] = [
    [plugin, { plugin_name: 'postgis', url: plugin.intent.url, sha_256: plugin.intent.sha_256 }],
    [
      hotfix,
      {
        instance_ids: hotfix.targets,
        start_time: '2026-03-01T12:00:00+0000',
        target_version: '3.208.0.6,3.208.0.7',
        upgrade_type: 'hotfix',
        upgrade_action: 'upgradeAutoCommit',
      },
    ],
    [proxy, { source_version: '2.23.12.000', target_version: '2.24.03.000' }],
    [patch, { instance_ids: patch.targets }],
  ];
  const each = bodies.flatMap(([one, body]) =>
    triggers.map((way) => ({ way, one, body, operation: one.operation })),
  );
  test.each(each)(
    'asks nobody for anything, not even a token ($operation, $way)',
    async ({ way, one, body }) => {
      setClock('2026-03-01T10:00:00Z');
      world.freshUser();
      const ran = await world.service.fire(way, one.operation, { ...one.intent, dry_run: true });
      expect(ran.lines).toHaveLength(1);
      expect(ran.lines[0]).toMatchObject({
        status: 'dry_run',
        outcomes: one.targets.map((target) => ({ target, verdict: 'not_sent' })),
        calls: [{ method: 'POST', url: expect.stringContaining(world.cloud.endpoints[one.service]) }],
      });
      const [call] = (ran.lines[0]?.calls ?? []) as { body: string; headers: object }[];
      // A queue's message was sent a moment before, by a clock of whole milliseconds that stands still.
      expect(JSON.parse(call?.body ?? '')).toEqual({
        ...body,
        ...('start_time' in body && way === 'queue' ? { start_time: expect.any(String) } : {}),
      });
      expect(call?.headers).toMatchObject({ 'x-auth-token': '***' });
      await expectNext(world, way, 'done', ran);
      expect(world.cloud.received).toEqual([]);
    },
  );

  test('of several calls shows each, and puts nothing on the queue', async () => {
    const instance_ids = Array.from({ length: 25 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const ran = await world.service.fire('timer', patch.operation, {
      ...patch.intent,
      instance_ids,
      dry_run: true,
    });
    expect(ran.lines).toMatchObject([{ status: 'dry_run' }]);
    expect(ran.lines[0]?.calls).toHaveLength(3);
    expect(ran.lines[0]?.outcomes).toHaveLength(25);
    const { queues } = world.service;
    expect(await queues.receiveAll(queues.url(patch.operation))).toEqual([]);
    expect(world.cloud.received).toEqual([]);
  });

  test('tells of faults as a real run does', async () => {
    const ran = await world.service.fire('timer', plugin.operation, {
      ...plugin.intent,
      url: 1,
      dry_run: true,
    });
    expect(ran.lines).toMatchObject([{ status: 'invalid', faults: [{ path: 'url' }] }]);
  });
});

describe('the time of an intent', () => {
  const at = '2026-03-01T10:00:00Z';
  const rows: readonly (readonly [string, Record<string, string>, string, 'done' | 'later' | 'dead'])[] = [
    ['not_before in the future', { not_before: '2026-03-01T10:00:01Z' }, 'held', 'later'],
    ['not_before now', { not_before: at }, 'accepted', 'done'],
    ['not_before as a duration', { not_before: 'PT1H' }, 'held', 'later'],
    ['not_after in the past', { not_after: '2026-03-01T09:59:59Z' }, 'expired', 'dead'],
    ['not_after now', { not_after: at }, 'accepted', 'done'],
    ['not_after as a duration', { not_after: 'PT1H' }, 'accepted', 'done'],
    [
      'both',
      { not_before: '2026-03-01T09:00:00Z', not_after: '2026-03-01T11:00:00+00:00' },
      'accepted',
      'done',
    ],
    ['both, the wrong way round', { not_before: 'PT2H', not_after: 'PT1H' }, 'invalid', 'dead'],
    ['no time at all', { not_after: 'tomorrow' }, 'invalid', 'dead'],
  ];
  describe.each(rows)('%s', (_title, fields, status, next) => {
    test.each(timed)('is kept by $operation', async (one) => {
      setClock(at);
      const ran = await world.service.fire('timer', one.operation, { ...one.intent, ...fields });
      expect(ran.lines).toMatchObject([{ status }]);
      await expectNext(world, 'timer', next, ran);
      expect(world.submissions()).toHaveLength(status === 'accepted' ? 1 : 0);
      if (status !== 'accepted') expect(world.cloud.accepted).toEqual([]);
    });
  });

  test('is looked at again after a slow login', async () => {
    setClock(at);
    world.freshUser();
    world.cloud.faults.decide = ({ service }) => {
      if (service === 'iam') setClock('2026-03-01T10:00:31Z');
      return undefined;
    };
    const ran = await world.service.fire('timer', plugin.operation, { ...plugin.intent, not_after: 'PT30S' });
    expect(ran.lines).toMatchObject([{ status: 'expired', outcomes: [{ verdict: 'not_sent' }] }]);
    expect(world.submissions()).toHaveLength(0);
  });

  test('a hotfix whose start has passed is not scheduled', async () => {
    setClock(at);
    for (const [start_time, status] of [
      ['2026-03-01T10:00:00Z', 'expired'],
      ['2026-03-01T18:00:00+0800', 'expired'],
      ['2026-03-01T18:00:01+0800', 'accepted'],
    ]) {
      const ran = await world.service.fire('timer', hotfix.operation, { ...hotfix.intent, start_time });
      expect(ran.lines).toMatchObject([{ status }]);
    }
    expect(world.submissions()).toHaveLength(1);
  });
});

describe('a wrong configuration', () => {
  const wrong: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
    [
      'no credentials',
      { HW_DOMAIN_NAME: undefined, HW_USER_NAME: undefined, HW_USER_PASSWORD: undefined },
      /HW_/,
    ],
    ['half a login', { HW_USER_NAME: undefined }, /HW_USER_NAME/],
    ['two kinds of login', { HW_ACCESS_KEY: 'a', HW_SECRET_KEY: 'b' }, /HW_ACCESS_KEY/],
    ['a region that is none', { HW_REGION_NAME: 'no where' }, /HW_REGION_NAME/],
    ['endpoints that are not JSON', { HW_ENDPOINTS: 'here' }, /HW_ENDPOINTS/],
    ['an endpoint in the clear', { HW_ENDPOINTS: '{"iam":"http://iam.example.com"}' }, /HW_ENDPOINTS/],
    ['a time-out out of range', { HW_TIMEOUT_MS: '1' }, /HW_TIMEOUT_MS/],
    ['an unknown wait', { TIMING: '{"sometimes":1}' }, /TIMING/],
    ['a deployed stage that lacks everything', { STAGE: 'prod' }, /STAGE prod/],
  ];
  describe.each(wrong)('%s', (_title, environment, reason) => {
    const readable = Object.keys(environment).every((name) => /USER|DOMAIN|KEY/.test(name));
    test.each(['timer', 'queue'] as const)(
      'one line that names the variable, and handed back (%s)',
      async (way) => {
        world.set(environment);
        const ran = await world.service.fire(way, plugin.operation, plugin.intent);
        expect(ran.lines).toMatchObject([
          { status: 'failed', retry: true, reason: expect.stringMatching(reason) },
        ]);
        // Where not even the queue's URL can be read, the platform has to bring the event again.
        if (readable || way === 'queue') await expectNext(world, way, 'later', ran);
        else expect(ran.result).toMatchObject({ name: 'TryAgain' });
        expect(world.cloud.received).toEqual([]);
      },
    );
  });
});
