import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import type { Report } from '../../shared/terms/report.ts';
import { cases, hotfix, patch, plugin } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import type { Service } from '../world/service.ts';
import { startWorld, type World } from '../world/world.ts';

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

type Event = Parameters<NonNullable<Parameters<Service['post']>[2]>>[0];
type Posted = Awaited<ReturnType<Service['post']>>;
const KIB = 1024;
const newSecret = (bytes = 24) => `whsec_${randomBytes(bytes).toString('base64')}`;
const intentText = JSON.stringify(plugin.intent);

/** The answer's status and JSON, after checking that there is one line and nothing of our insides in the answer. */
function read({ answer, lines, raw }: Posted): {
  status: number;
  body: Record<string, unknown>;
  line: Report;
} {
  expect(raw).toHaveLength(1);
  expect(answer).toMatchObject({ headers: { 'content-type': 'application/json' } });
  expect(answer.body).not.toMatch(/\n|\bat .*\(|\.ts\b|\.mjs\b|stack/);
  const [line] = lines as [Report];
  expect(line).toMatchObject({ trigger: 'webhook', attempt: 1 });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown>, line };
}

const post = async (operation = plugin.operation, body = intentText, change?: (event: Event) => object) =>
  read(await world.service.post(operation, body, change));

const onQueue = async (operation = plugin.operation) =>
  world.service.queues.receiveAll(world.service.queues.url(operation));

const nothingQueued = async () => {
  for (const { operation } of cases) expect(await onQueue(operation)).toEqual([]);
};

const sign = (event: Event, secret: string, body = event.body) => {
  const { 'webhook-id': id = '', 'webhook-timestamp': time } = event.headers;
  const signature = new Webhook(secret).sign(id, new Date(Number(time) * 1000), body);
  return { ...event, headers: { ...event.headers, 'webhook-signature': signature } };
};

describe('a valid webhook', () => {
  test.each(cases)('is on the queue of $operation before it is answered, as written', async (one) => {
    setClock('2026-03-01T04:05:06.789Z');
    const text = JSON.stringify(one.intent, null, 1);
    let id = '';
    const { status, body, line } = await post(one.operation, text, (event) => {
      id = event.headers['webhook-id'] ?? '';
      return event;
    });
    expect(status).toBe(202);
    expect(body).toEqual({ request_id: id, operation: one.operation, status: 'queued' });
    expect(line).toMatchObject({
      status: 'held',
      reason: 'queued',
      operation: one.operation,
      request_id: id,
      sender: 'change-desk',
      outcomes: one.targets.map((target) => ({ target, verdict: 'not_sent', code: 'queued' })),
    });
    const messages = await onQueue(one.operation);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.Body).toBe(text);
    const attributes = Object.entries(messages[0]?.MessageAttributes ?? {}).map(([name, attribute]) => [
      name,
      attribute.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      request_id: id,
      trigger: 'webhook',
      sender: 'change-desk',
      triggered_at: '2026-03-01T04:05:06.000Z',
    });
    expect(world.cloud.received).toEqual([]);
  });

  test('may come in base64', async () => {
    const { status } = await post(plugin.operation, intentText, (event) => ({
      ...event,
      body: Buffer.from(event.body).toString('base64'),
      isBase64Encoded: true,
    }));
    expect(status).toBe(202);
    expect((await onQueue())[0]?.Body).toBe(intentText);
  });

  test('may name its own id in the body', async () => {
    const id = 'msg_of_the_body';
    const text = JSON.stringify({ ...plugin.intent, request_id: id });
    const named = (event: Event) =>
      sign({ ...event, headers: { ...event.headers, 'webhook-id': id } }, world.service.secret);
    expect(await post(plugin.operation, text, named)).toMatchObject({
      status: 202,
      body: { request_id: id },
    });
  });

  test('counts durations from its own timestamp', async () => {
    setClock('2026-03-01T10:00:00Z');
    const ran = await world.service.fire('webhook', hotfix.operation, hotfix.intent);
    expect(ran.lines).toMatchObject([{ status: 'accepted', trigger: 'webhook', sender: 'change-desk' }]);
    expect(world.cloud.accepted[0]?.request).toMatchObject({ start_time: '2026-03-01T12:00:00+0000' });
  });

  test('of 256 KiB is still taken', async () => {
    expect(await post(plugin.operation, intentText.padEnd(256 * KIB))).toMatchObject({ status: 202 });
    expect(await onQueue()).toHaveLength(1);
  });
});

describe('the time of a webhook', () => {
  test.each([
    [-301, 401],
    [-300, 202],
    [0, 202],
    [300, 202],
    [301, 401],
  ])('%i s off the clock: %i', async (seconds, status) => {
    setClock('2026-03-01T04:05:06Z');
    const answer = await post(plugin.operation, intentText, (event) => {
      setClock(Date.UTC(2026, 2, 1, 4, 5, 6) - seconds * 1000);
      return event;
    });
    expect(answer.status).toBe(status);
    if (status === 401) {
      expect(answer.body.error).toMatch(/timestamp/);
      expect(answer.line).toMatchObject({ status: 'forbidden' });
      await nothingQueued();
    }
  });

  test.each(['soon', '-1', '1e9', '9'.repeat(400), 'NaN', ' '])('"%s" is no time: 401', async (time) => {
    const { status } = await post(plugin.operation, intentText, (event) => ({
      ...event,
      headers: { ...event.headers, 'webhook-timestamp': time },
    }));
    expect(status).toBe(401);
    await nothingQueued();
  });
});

describe('who may send', () => {
  const [first, second, third] = [newSecret(), newSecret(), newSecret()];
  const senders = { 'night-shift': [first, second], 'change-desk': third };
  test.each([
    ['the old secret while rotating', first, 202, 'night-shift'],
    ['the new secret while rotating', second, 202, 'night-shift'],
    ["another sender's secret", third, 202, 'change-desk'],
    ["nobody's secret", newSecret(), 401, undefined],
  ])('%s', async (_title, secret, status, sender) => {
    world.set({ WEBHOOK_SENDERS: JSON.stringify(senders) });
    const answer = await post(plugin.operation, intentText, (event) => sign(event, secret));
    expect(answer.status).toBe(status);
    expect(answer.line.sender).toBe(sender);
    const [message] = await onQueue();
    expect(message?.MessageAttributes?.sender?.StringValue).toBe(sender);
  });

  test('one of several signatures is enough', async () => {
    const answer = await post(plugin.operation, intentText, (event) => {
      const right = event.headers['webhook-signature'];
      const wrong = sign(event, newSecret()).headers['webhook-signature'];
      return { ...event, headers: { ...event.headers, 'webhook-signature': `v1a,x ${wrong} v1, ${right}` } };
    });
    expect(answer.status).toBe(202);
  });

  test.each([
    ['v1'],
    ['v1,'],
    ['v1, '],
    [','],
    ['v2,c2lnbmF0dXJl'],
    ['garbage'],
    ['v1,not base64 at all!'],
    ['v1,c2lnbmF0dXJl'],
    [' '],
    ['v1'.repeat(10_000)],
  ])('a signature header like %j is refused', async (signature) => {
    const answer = await post(plugin.operation, intentText, (event) => ({
      ...event,
      headers: { ...event.headers, 'webhook-signature': signature },
    }));
    expect(answer).toMatchObject({
      status: 401,
      line: { status: 'forbidden', operation: 'receive-webhook' },
    });
    await nothingQueued();
  });

  test('the right signature under the name of a later version is refused', async () => {
    const answer = await post(plugin.operation, intentText, (event) => ({
      ...event,
      headers: {
        ...event.headers,
        'webhook-signature': String(event.headers['webhook-signature']).replace('v1,', 'v2,'),
      },
    }));
    expect(answer.status).toBe(401);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s: 401', async (name) => {
    const answer = await post(plugin.operation, intentText, ({ headers, ...event }) => {
      const { [name]: _left, ...rest } = headers;
      return { ...event, headers: rest };
    });
    expect(answer).toMatchObject({ status: 401, line: { status: 'forbidden' } });
    expect(answer.body.error).toContain(name);
    await nothingQueued();
  });

  const changes: readonly (readonly [string, (event: Event) => object])[] = [
    ['other bytes', (event) => ({ ...event, body: `${event.body} ` })],
    ['another order of fields', (event) => ({ ...event, body: reversed(event.body) })],
    ['no body', ({ body: _body, ...event }) => event],
    ['another id', (event) => ({ ...event, headers: { ...event.headers, 'webhook-id': 'msg_other' } })],
    [
      'another time',
      (event) => ({
        ...event,
        headers: {
          ...event.headers,
          'webhook-timestamp': String(Number(event.headers['webhook-timestamp']) + 1),
        },
      }),
    ],
    ['a body said to be base64', (event) => ({ ...event, isBase64Encoded: true })],
  ];
  test.each(changes)('a signature over %s is refused', async (_title, change) => {
    const answer = await post(plugin.operation, intentText, change);
    expect(answer).toMatchObject({ status: 401, line: { status: 'forbidden' } });
    expect(answer.line.sender).toBeUndefined();
    await nothingQueued();
  });
});

describe('a signed webhook that cannot be taken', () => {
  test.each(['no-such', 'receive-webhook', 'Patch-Databases', '__proto__', 'constructor', '..'])(
    'for the operation %s: 404, naming the known ones',
    async (operation) => {
      const answer = await post(operation);
      expect(answer).toMatchObject({ status: 404, line: { status: 'invalid', sender: 'change-desk' } });
      for (const known of cases) expect(answer.body.error).toContain(known.operation);
      await nothingQueued();
    },
  );

  test('with no operation in its path: 404', async () => {
    expect(await post('', intentText, (event) => ({ ...event, pathParameters: undefined }))).toMatchObject({
      status: 404,
    });
  });

  test.each([
    ['as text', 'é'.repeat(128 * KIB).concat('x'), false],
    ['in base64', 'x'.repeat(256 * KIB + 1), true],
  ])('of 256 KiB and one byte (%s): 413', async (_title, body, base64) => {
    const answer = await post(plugin.operation, body, (event) =>
      base64 ? { ...event, body: Buffer.from(body).toString('base64'), isBase64Encoded: true } : event,
    );
    expect(answer).toMatchObject({ status: 413, line: { status: 'invalid' } });
    expect(answer.body.error).toContain('262145');
    await nothingQueued();
  });

  const notIntents: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['several faults', { ...plugin.intent, url: 7, sha_256: 'x', extra: 1 }, ['url', 'sha_256', 'extra']],
    ['a list', [plugin.intent], ['']],
    ['null', null, ['']],
    ['a number', 17, ['']],
    ['nothing at all', {}, ['instance_id', 'plugin_name', 'url', 'sha_256']],
    [
      'a time that ends before it begins',
      { ...plugin.intent, not_before: 'PT2H', not_after: 'PT1H' },
      ['not_after'],
    ],
  ];
  test.each(notIntents)('with %s: 400, every fault with its path', async (_title, intent, paths) => {
    const answer = await post(plugin.operation, JSON.stringify(intent));
    expect(answer).toMatchObject({ status: 400, body: { error: 'the intent is not valid' } });
    expect((answer.body.faults as { path: string }[]).map(({ path }) => path).sort()).toEqual(
      [...paths].sort(),
    );
    expect(answer.line).toMatchObject({
      status: 'invalid',
      operation: plugin.operation,
      sender: 'change-desk',
      faults: answer.body.faults,
    });
    await nothingQueued();
  });

  test.each(['{"instance_id"', 'hello', '{}{}', "{'a':1}"])(
    'with %j, which is not JSON: 400',
    async (text) => {
      const answer = await post(plugin.operation, text);
      const faults = [{ path: '', message: expect.stringMatching(/^not valid JSON: .* at position \d+$/) }];
      expect(answer).toMatchObject({ status: 400, body: { faults }, line: { status: 'invalid' } });
      await nothingQueued();
    },
  );

  test('with a key that stands twice: 400', async () => {
    const text = `${intentText.slice(0, -1)},"plugin_name":"postgis"}`;
    const faults = [{ path: 'plugin_name', message: 'stands there twice' }];
    expect(await post(plugin.operation, text)).toMatchObject({ status: 400, body: { faults } });
    await nothingQueued();
  });

  test('with no body: 400', async () => {
    expect(await post(plugin.operation, '', ({ body: _body, ...event }) => event)).toMatchObject({
      status: 400,
    });
  });

  test('with the id of another in its body: 400', async () => {
    const text = JSON.stringify({ ...plugin.intent, request_id: 'another' });
    const answer = await post(plugin.operation, text);
    expect(answer).toMatchObject({ status: 400, body: { faults: [{ path: 'request_id' }] } });
    await nothingQueued();
  });

  test.each(['two words', 'é', 'x'.repeat(257)])('with the webhook-id %j: 400', async (id) => {
    const answer = await post(plugin.operation, intentText, (event) =>
      sign({ ...event, headers: { ...event.headers, 'webhook-id': id } }, world.service.secret),
    );
    expect(answer).toMatchObject({ status: 400, line: { status: 'invalid', sender: 'change-desk' } });
    await nothingQueued();
  });

  test('while the queue is not there: 503, to be sent again', async () => {
    world.set({ QUEUE_URL: `${world.service.queues.endpoint}/000000000000/missing-{operation}` });
    const answer = await post();
    expect(answer).toMatchObject({
      status: 503,
      body: { error: 'not taken: send it again later' },
      line: { status: 'failed', reason: expect.stringContaining('missing-'), sender: 'change-desk' },
    });
  });
});

describe('a receiver that is configured wrongly', () => {
  const value = 'whsec_tooShort-and-not-base64';
  const wrong: readonly (readonly [string, string, Record<string, string | undefined>])[] = [
    ['no senders', 'WEBHOOK_SENDERS', { WEBHOOK_SENDERS: undefined }],
    ['senders that are not JSON', 'WEBHOOK_SENDERS', { WEBHOOK_SENDERS: value }],
    [
      'a secret of the wrong form',
      'WEBHOOK_SENDERS',
      { WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': value }) },
    ],
    ...[23, 65, 66].map((bytes): [string, string, Record<string, string>] => [
      `a secret of ${bytes} bytes`,
      'WEBHOOK_SENDERS',
      { WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': newSecret(bytes) }) },
    ]),
    [
      'three secrets',
      'WEBHOOK_SENDERS',
      { WEBHOOK_SENDERS: JSON.stringify({ a: [newSecret(), newSecret(), newSecret()] }) },
    ],
    ['no secret', 'WEBHOOK_SENDERS', { WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': [] }) }],
    ['a list', 'WEBHOOK_SENDERS', { WEBHOOK_SENDERS: JSON.stringify([value]) }],
    [
      'a name with a space',
      'WEBHOOK_SENDERS',
      { WEBHOOK_SENDERS: JSON.stringify({ 'change desk': newSecret() }) },
    ],
    ['both ways to name them', 'WEBHOOK_SENDERS', { WEBHOOK_SENDERS_SECRET: value }],
    ['no queue', 'QUEUE_URL', { QUEUE_URL: undefined }],
    ['a queue without {operation}', 'QUEUE_URL', { QUEUE_URL: `https://${value}.invalid/queue` }],
    ['another variable', 'HW_REGION_NAME', { HW_REGION_NAME: value }],
    [
      'a deployed stage with plain senders',
      'WEBHOOK_SENDERS',
      {
        ...{ STAGE: 'prod', HW_PROJECT_ID: '0'.repeat(32), LEDGER_TABLE: 'ledger-of-prod' },
        TIMING: undefined,
      },
    ],
  ];
  test.each(wrong)('%s: 503, one line that names %s and no value', async (_title, name, environment) => {
    world.set(environment);
    const answer = await post();
    expect(answer).toMatchObject({
      status: 503,
      body: { error: 'not taken: send it again later' },
      line: { status: 'failed', reason: expect.stringContaining(name) },
    });
    for (const secret of [value, world.service.secret]) expect(JSON.stringify(answer)).not.toContain(secret);
    await nothingQueued();
  });
});

describe('whatever comes', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(intentText));
  const headers = fc.dictionary(
    fc.oneof(
      fc.constantFrom('webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type'),
      fc.string(),
    ),
    fc.oneof(fc.string(), fc.constantFrom('v1,', 'v1,a', String(Math.floor(Date.now() / 1000)))),
  );

  test('any headers, bytes and paths without a right signature: 401, 404 or 413, one line, no throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.option(text, { nil: undefined }),
        fc.boolean(),
        fc.option(fc.dictionary(fc.constantFrom('operation', 'x'), fc.string()), { nil: undefined }),
        async (given, body, isBase64Encoded, pathParameters) => {
          const answer = await post('x', '', () => ({
            headers: given,
            body,
            isBase64Encoded,
            pathParameters,
          }));
          expect([401, 413]).toContain(answer.status);
          expect(answer.line.status).toMatch(/forbidden|invalid/);
        },
      ),
      { numRuns: 300 },
    );
    await nothingQueued();
  });

  test('anything that is rightly signed: 400 unless it is an intent, one line, no throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })),
        fc.constantFrom(...cases),
        async (body, { operation }) => {
          const answer = await post(operation, body);
          expect(answer.status).toBe(400);
          expect(answer.line).toMatchObject({ status: 'invalid', operation });
        },
      ),
      { numRuns: 300 },
    );
    await nothingQueued();
  });

  test('an event that is hardly one: an answer, one line, no throw', async () => {
    for (const event of [{}, { headers: undefined }, { headers: {}, body: null }, { body: 7 }]) {
      const { status } = await post('x', '', () => event);
      expect([400, 401, 500]).toContain(status);
    }
  });

  test('many ids for several calls are one message, split only later', async () => {
    const ids = Array.from({ length: 25 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const { status } = await post(patch.operation, JSON.stringify({ ...patch.intent, instance_ids: ids }));
    expect(status).toBe(202);
    expect(await onQueue(patch.operation)).toHaveLength(1);
  });
});

const reversed = (text: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()));
