import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { handler } from '../../functions/show-request/handler.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { own, policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { MINUTE, START, setClock } from '../world/clock.ts';
import { call, signedHeaders } from '../world/desk.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const secrets = { 'change-desk': newSecret(), 'night-shift': newSecret() };
type Sender = keyof typeof secrets;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({
    WEBHOOK_SENDERS: JSON.stringify(secrets),
    HW_PROJECT_ID: String(patch.intent.project_id),
    POLICY: policyText({ all: ruleFor(['webhook:*', 'queue:*', 'invoke:*', 'timer:*']) }),
  });
});
afterAll(() => world.close());

/** Has an intent brought by webhook, and run. */
async function bring(request_id: string, as: Sender = 'change-desk', targets = patch.targets.slice(0, 1)) {
  const body = JSON.stringify({ ...patch.intent, instance_ids: targets });
  const { answer } = await world.service.post(patch.operation, body, (event) => {
    const signed = signedHeaders(body, { secret: secrets[as], id: request_id });
    return { ...event, headers: { ...event.headers, ...signed } };
  });
  expect(answer.statusCode).toBe(202);
  return world.service.deliver(patch.operation);
}

/** Asks for a request; `signed` is what the signature is over where that is not the path. */
const ask = (request_id: string, { as = 'change-desk' as Sender, signed = '', ...how } = {}) =>
  call(handler, {
    headers: signedHeaders(signed || `GET /webhooks/requests/${request_id}`, { secret: secrets[as], ...how }),
    pathParameters: { request_id },
  });

const NOTHING = { status: 404, text: '{"error":"nothing of yours is known under this request_id"}' };

test('its sender is told where every target of a request stands, as status tells it', async () => {
  await bring('CHG-1', 'change-desk', patch.targets.slice(0, 2));
  const { status, body, line } = await ask('CHG-1');
  expect([status, body.request_id, body.result]).toEqual([200, 'CHG-1', 'open']);
  const rows = patch.targets.slice(0, 2).map((target) => ({
    request_id: 'CHG-1',
    operation: patch.operation,
    trigger: 'webhook',
    sender: 'change-desk',
    target,
    status: 'running',
    job_id: expect.any(String),
    asked_at: utc(START),
  }));
  expect(body.rows).toMatchObject(rows);
  expect(line).toMatchObject({
    level: 'INFO',
    operation: 'show-request',
    request_id: 'CHG-1',
    sender: 'change-desk',
    http: 200,
    answered: 1,
    refused: 0,
    failed: 0,
  });
});

test('a request is over once nothing of it goes on by itself', async () => {
  const refused = { kind: 'refuse', status: 400, body: { error_code: 'DBS.1', error_msg: 'no' } } as const;
  world.cloud.faults.add({ call: patch.call, fault: refused });
  await bring('CHG-2');
  const { body } = await ask('CHG-2');
  expect(body).toMatchObject({ result: 'not_done', rows: [{ status: 'rejected' }] });
});

test('an id of the configured project is found before any index shows it, and ids with / # and + are found', async () => {
  for (const id of ['CHG/1', 'CHG#1', 'a+b~c,d']) {
    await bring(id);
    expect(await ask(id)).toMatchObject({ status: 200, body: { request_id: id } });
  }
  expect(await ask('CHG')).toMatchObject({ status: 200, body: { rows: [{ request_id: 'CHG/1' }] } });
});

describe('whoever did not bring a request', () => {
  test('is told the same as of one that nobody brought', async () => {
    await bring('CHG-1');
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'by-queue' });
    for (const [id, as] of [
      ['CHG-1', 'night-shift'],
      ['by-queue', 'change-desk'],
      ['nobody-has-it', 'change-desk'],
      ['fleet/monthly/1/1', 'change-desk'],
      ['CHG-1/', 'change-desk'],
      ['', 'change-desk'],
      ['../patch-databases', 'change-desk'],
      ['CHG%2D1', 'change-desk'],
      [`lock#${'x'.repeat(300)}`, 'change-desk'],
    ] as const) {
      expect([id, await ask(id, { as })]).toMatchObject([id, NOTHING]);
    }
  });

  test('a caller by hand who calls himself like a desk brings nothing that the desk is shown', async () => {
    const attributes = { trigger: 'invoke', sender: 'change-desk', request_id: 'by-hand' };
    world.set({ OWN_SENDERS: own('x').split(':')[0] });
    const event = world.mail(patch.operation, patch.intent, { attributes, senderId: own('sweep') });
    const ran = await world.service.invoke(patch.operation, event);
    expect(ran.lines).toMatchObject([{ trigger: 'invoke', sender: 'change-desk', status: 'accepted' }]);
    expect(await ask('by-hand')).toMatchObject(NOTHING);
  });

  test("of another sender's intent under the same id nothing is told to the first", async () => {
    await bring('CHG-1');
    const ran = await bring('CHG-1', 'night-shift', patch.targets.slice(1, 2));
    expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
    const { text } = await ask('CHG-1');
    expect(text).not.toContain('night-shift');
    expect(await ask('CHG-1', { as: 'night-shift' })).toMatchObject(NOTHING);
  });
});

describe('nobody is told anything', () => {
  const attacks: readonly (readonly [string, object])[] = [
    ['who signs another path', { signed: 'GET /webhooks/requests/CHG-2' }],
    ['who signs the path alone', { signed: '/webhooks/requests/CHG-1' }],
    ['who signs another method', { signed: 'POST /webhooks/requests/CHG-1' }],
    ['who signs the id encoded', { signed: 'GET /webhooks/requests/CHG%2D1' }],
    ['who signs an intent', { signed: JSON.stringify(patch.intent) }],
    ['who signed six minutes ago', { at: START - 6 * MINUTE }],
    ['who signs for in six minutes', { at: START + 6 * MINUTE }],
  ];
  test.each(attacks)('%s: 401', async (_title, how) => {
    await bring('CHG-1');
    const { status, line, body } = await ask('CHG-1', how);
    expect([status, line.refused, line.level, line.sender]).toEqual([401, 1, 'WARN', undefined]);
    expect(Object.keys(body)).toEqual(['error']);
  });

  test('who repeats an answer-worthy question after five minutes, or with another id or secret: 401', async () => {
    await bring('CHG-1');
    const headers = signedHeaders('GET /webhooks/requests/CHG-1', { secret: secrets['change-desk'] });
    const again = (more: object) =>
      call(handler, { headers: { ...headers, ...more }, pathParameters: { request_id: 'CHG-1' } });
    expect(await again({})).toMatchObject({ status: 200 });
    expect(await again({ 'webhook-id': 'msg_2' })).toMatchObject({ status: 401 });
    expect(await again({ 'webhook-signature': undefined })).toMatchObject({ status: 401 });
    const forged = new Webhook(newSecret()).sign('msg_1', new Date(), 'GET /webhooks/requests/CHG-1');
    expect(await again({ 'webhook-signature': forged })).toMatchObject({ status: 401 });
    setClock(START + 6 * MINUTE);
    expect(await again({})).toMatchObject({ status: 401 });
  });

  test('a signature of a question is worth nothing as a webhook', async () => {
    const content = 'GET /webhooks/requests/CHG-1';
    const { answer } = await world.service.post(patch.operation, content, (event) => ({
      ...event,
      headers: { ...event.headers, ...signedHeaders(content, { secret: secrets['change-desk'] }) },
    }));
    expect(answer.statusCode).toBe(400);
  });
});

test('reads alone: no write, and no scan of the ledger', async () => {
  await bring('CHG-1');
  const before = ['PutItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem', 'Scan'].map(
    (action) => world.calls(action).length,
  );
  await ask('CHG-1');
  await ask('nobody-has-it');
  const after = ['PutItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem', 'Scan'].map(
    (action) => world.calls(action).length,
  );
  expect(after).toEqual(before);
});

test.each(['down', 'lost'] as const)(
  'stopped at any of its reads (%s) it says so; asked again it answers whole',
  async (kind) => {
    await bring('CHG-1');
    const whole = await ask('CHG-1');
    const stops: number[] = [];
    for (let stop = 1; ; stop += 1) {
      const before = world.ledger.seen.length;
      world.ledger.break(kind, () => world.ledger.seen.length - before >= stop, 1000);
      const { status, text } = await ask('CHG-1');
      world.ledger.clear();
      if (status === 200) break;
      stops.push(stop);
      expect([status, text]).toEqual([503, '{"error":"not taken: send it again later"}']);
      expect((await ask('CHG-1')).text).toBe(whole.text);
    }
    expect(stops.length).toBeGreaterThan(0);
  },
);

test('a ledger that does not answer, or settings that are wrong: 503, and no word of why', async () => {
  await bring('CHG-1');
  world.ledger.break('down', () => true);
  expect(await ask('CHG-1')).toMatchObject({ status: 503, line: { level: 'ERROR', failed: 1 } });
  world.ledger.clear();
  world.set({ LEDGER_TABLE: undefined });
  const { status, text, line } = await ask('CHG-1');
  expect([status, text, line.reason]).toEqual([
    503,
    '{"error":"not taken: send it again later"}',
    'LEDGER_TABLE is needed to tell of requests',
  ]);
});
