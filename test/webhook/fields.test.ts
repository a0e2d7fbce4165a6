import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { handler } from '../../functions/receive-webhook/handler.ts';
import { policyText, ruleFor } from '../policy/rules.ts';
import { cases, patch } from '../world/cases.ts';
import { call, signedHeaders } from '../world/desk.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const FIELDS = {
  sys_id: 'request_id',
  cmdb_ci: 'instance_ids',
  number: 'change_id',
  'opened by': 'requested_by',
  state: null,
};

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({
    POLICY: policyText({ desk: ruleFor('webhook:*') }),
    HW_PROJECT_ID: String(patch.intent.project_id),
  });
  senders({ fields: FIELDS });
});
afterAll(() => world.close());

const senders = (more: object, secrets: unknown = [secret]) =>
  world.set({ WEBHOOK_SENDERS: JSON.stringify({ snow: { secrets, ...more } }) });

function post(body: object, id = 'msg_of_the_desk') {
  const text = JSON.stringify(body);
  return call(handler, {
    headers: signedHeaders(text, { secret, id }),
    pathParameters: { operation: patch.operation },
    body: text,
    isBase64Encoded: false,
  });
}
const queued = async () => world.service.queues.receiveAll(world.service.queues.url(patch.operation));
const desk = {
  sys_id: 'c0ffee',
  cmdb_ci: patch.targets.slice(0, 1),
  number: 'CHG-7',
  state: '-1',
  'opened by': 'Jo',
};

test('a body in the words of a desk is an intent in ours, under the id that the desk has for it', async () => {
  expect(await post(desk)).toMatchObject({
    status: 202,
    body: { request_id: 'c0ffee' },
    line: { request_id: 'c0ffee', sender: 'snow' },
  });
  const [message] = await queued();
  expect(JSON.parse(message?.Body ?? '')).toEqual({
    request_id: 'c0ffee',
    instance_ids: patch.targets.slice(0, 1),
    change_id: 'CHG-7',
    requested_by: 'Jo',
  });
  expect(message?.MessageAttributes?.request_id?.StringValue).toBe('c0ffee');
  expect((await world.service.deliver(patch.operation)).lines).toMatchObject([
    { status: 'accepted', request_id: 'c0ffee', change_id: 'CHG-7' },
  ]);
  // Under another webhook-id it is the same request.
  await post(desk, 'msg_2');
  expect((await world.service.deliver(patch.operation)).lines).toMatchObject([{ status: 'duplicate' }]);
});

describe('a body that cannot be read so', () => {
  test.each<[string, object, string, RegExp]>([
    [
      'without the id',
      { ...desk, sys_id: undefined },
      'sys_id',
      /^expected 1 to 256 letters.*, got nothing$/,
    ],
    ['with an id of another form', { ...desk, sys_id: 'two words' }, 'sys_id', /^expected 1 to 256/],
    [
      'with both names of a field',
      { ...desk, change_id: 'x' },
      'change_id',
      /^stands for change_id, which is there/,
    ],
    ['with a wrong value', { ...desk, number: 7 }, 'number', /expected/],
    ['with a field that nobody knows', { ...desk, urgency: 1 }, 'urgency', /./],
    ['with a target that is none', { ...desk, cmdb_ci: ['x'] }, 'cmdb_ci[0]', /./],
  ])('%s: 400, by the name that the desk has for the field', async (_title, body, path, words) => {
    const { status, body: answer } = await post(body);
    expect([status, answer.faults]).toEqual([
      400,
      expect.arrayContaining([{ path, message: expect.stringMatching(words) }]),
    ]);
    expect(await queued()).toEqual([]);
  });

  test('no name leads to what is not the own field of the body', async () => {
    senders({ fields: { toString: 'change_id', constructor: 'reason' } });
    expect(await post({ instance_ids: patch.targets.slice(0, 1) })).toMatchObject({ status: 202 });
    const [message] = await queued();
    expect(JSON.parse(message?.Body ?? '')).toEqual({ instance_ids: patch.targets.slice(0, 1) });
  });
});

test('without the id among its fields, the webhook-id is the request, as ever', async () => {
  senders({ fields: { cmdb_ci: 'instance_ids' } });
  const intent = { cmdb_ci: patch.targets.slice(0, 1) };
  expect(await post(intent)).toMatchObject({ status: 202, body: { request_id: 'msg_of_the_desk' } });
  expect(await post({ ...intent, request_id: 'another' })).toMatchObject({ status: 400 });
});

describe('an entry of a sender', () => {
  test.each<[string, object, string]>([
    ['with a field more', { secret }, 'expected the fields secrets, url, fields'],
    ['with a URL of http', { url: 'http://desk.example.com/hook' }, 'url: expected https'],
    [
      'with a URL inside',
      { url: 'https://169.254.169.254/latest/meta-data' },
      'url: expected a host of the internet, not a private one',
    ],
    ['with fields that are none', { fields: [] }, 'fields: expected names of the sender, each with ours'],
    ['with no fields', { fields: {} }, 'fields: expected 1 to 50, got 0'],
    ['with a field that is no name', { fields: { a: 7 } }, 'fields: expected for each name a field of ours'],
    ['with a field twice', { fields: { a: 'reason', b: 'reason' } }, 'fields: two names stand for one field'],
  ])(
    '%s: nobody is let in, and the log says what is wrong and no text of it',
    async (_title, more, words) => {
      senders(more);
      const { status, line } = await post(desk);
      expect([status, line.reason]).toEqual([503, expect.stringContaining(`sender 1: ${words}`)]);
      expect(JSON.stringify(line)).not.toMatch(/snow|whsec|169\.254|meta-data/);
    },
  );

  test('with three secrets, or one of a wrong form, says so', async () => {
    for (const secrets of [[secret, secret, secret], ['whsec_short'], [], null]) {
      senders({}, secrets);
      expect((await post(desk)).line.reason).toContain('sender 1: secrets: expected one or two');
    }
  });
});

test('every operation takes a body by other names', async () => {
  for (const one of cases) {
    const fields = Object.fromEntries(Object.keys(one.intent).map((ours) => [`u_${ours}`, ours]));
    senders({ fields });
    world.set({ POLICY: undefined, HW_PROJECT_ID: String(one.intent.project_id) });
    world.set({ POLICY: policyText({ desk: ruleFor('webhook:*', one) }) });
    const text = JSON.stringify(
      Object.fromEntries(Object.entries(one.intent).map(([ours, value]) => [`u_${ours}`, value])),
    );
    const answer = await call(handler, {
      headers: signedHeaders(text, { secret }),
      pathParameters: { operation: one.operation },
      body: text,
      isBase64Encoded: false,
    });
    expect([one.operation, answer.status]).toEqual([one.operation, 202]);
  }
});
