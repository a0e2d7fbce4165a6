import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { handler } from '../../functions/tell-desk/handler.ts';
import { isPrivateAddress } from '../../shared/values/private-address.ts';
import { listen } from '../../stand-in/platform/listen.ts';
import { policyText, ruleFor } from '../policy/rules.ts';
import { patch } from '../world/cases.ts';
import { signedHeaders } from '../world/desk.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const [secret, next] = [newSecret(), newSecret()];

interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
let world: LedgerWorld;
let desk: { url: string; close(): Promise<void> };
const got: Got[] = [];
/** Where the next connection breaks: before the desk has the outcome, or before its answer. */
let broken: 'there' | 'back' | undefined;
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };
beforeAll(async () => {
  world = await startWorld({ ledger: true });
  desk = await listen(
    createServer(async (incoming, outgoing) => {
      if (broken === 'there') {
        broken = undefined;
        return void outgoing.destroy();
      }
      got.push({ path: incoming.url ?? '', headers: incoming.headers, body: await text(incoming) });
      if (broken === 'back') {
        broken = undefined;
        return void outgoing.destroy();
      }
      outgoing.writeHead(answer.status, answer.headers).end('why not');
    }),
  );
});
beforeEach(async () => {
  await world.reset();
  got.length = 0;
  broken = undefined;
  answer = { status: 204 };
  world.set({
    POLICY: policyText({ all: ruleFor(['webhook:*', 'queue:*']) }),
    HW_PROJECT_ID: String(patch.intent.project_id),
    EVENT_BUS: 'upkeep',
  });
  senders({ url: `${desk.url}/hooks/a-key-of-the-desk-c0ffee42` });
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await world.close();
  await desk.close();
});

const senders = (more: object, secrets: readonly string[] = [secret]) =>
  world.set({ WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': { secrets, ...more } }) });

const detail = (more: object = {}) => ({
  version: 1,
  event_id: 'patch-databases#p#CHG-1#settled/1',
  operation: 'patch-databases',
  request_id: 'CHG-1',
  trigger: 'webhook',
  sender: 'change-desk',
  status: 'rejected',
  settled_at: '2026-03-01T04:05:06.000Z',
  sentence: 'patch CHG-1 was settled as rejected',
  ...more,
});
const envelope = (more: object = {}, type = 'Upkeep Request Settled') => ({
  version: '0',
  'detail-type': type,
  source: 'db-upkeep',
  detail: detail(more),
});

/** Hands an event to the function; whether it goes back to the queue, and the one line. */
async function tell(event: object, remaining = 60_000) {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => remaining } as unknown as Context;
  const { batchItemFailures } = await handler(world.mail('tell-desk', event), context).finally(() =>
    spy.mockRestore(),
  );
  expect(lines).toHaveLength(1);
  return { back: batchItemFailures.length > 0, line: JSON.parse(lines[0] ?? '') as Record<string, unknown> };
}

test('what became of a request is posted to the URL of whoever brought it, signed, under the id of the event', async () => {
  const { back, line } = await tell(envelope());
  expect([back, line]).toMatchObject([
    false,
    {
      level: 'INFO',
      operation: 'tell-desk',
      sender: 'change-desk',
      request_id: 'CHG-1',
      is: 'told',
      told: 1,
    },
  ]);
  const [one] = got;
  expect(one?.path).toBe('/hooks/a-key-of-the-desk-c0ffee42');
  expect(one?.headers['webhook-id']).toBe('patch-databases#p#CHG-1#settled/1');
  expect(new Webhook(secret).verify(one?.body ?? '', one?.headers as Record<string, string>)).toEqual({
    type: 'Upkeep Request Settled',
    timestamp: '2026-03-01T04:05:06.000Z',
    data: detail(),
  });
  expect(JSON.stringify(line)).not.toContain('c0ffee42');
});

test('while secrets rotate it is signed with both', async () => {
  senders({ url: `${desk.url}/hook` }, [next, secret]);
  await tell(envelope());
  for (const one of [secret, next]) {
    new Webhook(one).verify(got[0]?.body ?? '', got[0]?.headers as Record<string, string>);
  }
  expect(got).toHaveLength(1);
});

test('events of real requests go to the bus with who brought them and how, so that the rule finds those of webhooks', async () => {
  const fault = { kind: 'refuse', status: 400, body: { error_code: 'DBS.1', error_msg: 'no' } } as const;
  for (const way of ['queue', 'webhook'] as const) {
    world.cloud.faults.add({ call: patch.call, fault });
    const body = JSON.stringify({ ...patch.intent, instance_ids: patch.targets.slice(0, 1) });
    if (way === 'queue') await world.service.fire('queue', patch.operation, JSON.parse(body));
    else {
      await world.service.post(patch.operation, body, (event) => ({
        ...event,
        headers: { ...event.headers, ...signedHeaders(body, { secret, id: 'CHG-9' }) },
      }));
      await world.service.deliver(patch.operation);
    }
    await world.service.follow();
  }
  const details = world.bus.taken.map((one) => (one as { detail: Record<string, unknown> }).detail);
  expect(details.map(({ trigger }) => trigger)).toEqual(['queue', 'webhook']);
  const settled = details.find(({ trigger }) => trigger === 'webhook');
  expect(await tell(envelope(settled))).toMatchObject({
    back: false,
    line: { told: 1, request_id: 'CHG-9' },
  });
});

describe('nothing is sent', () => {
  test.each<[string, object]>([
    ['of what somebody else brought', { trigger: 'queue' }],
    ['of what somebody brought by hand who calls himself like a desk', { trigger: 'invoke' }],
    ['of what an older version told, without how it came', { trigger: undefined }],
    ['of what has no sender', { sender: undefined }],
  ])('%s: it is no outcome of a webhook', async (_title, more) => {
    const { back, line } = await tell(envelope(more));
    expect([back, line.failed, line.why]).toEqual([true, 1, 'nothing that can be read']);
    expect(got).toEqual([]);
  });

  test('of a rollout, or to a sender that wants none, or is none any more', async () => {
    expect(await tell(envelope({}, 'Upkeep Rollout Halted'))).toMatchObject({ back: true });
    expect(await tell(envelope({ sender: 'another' }))).toMatchObject({
      back: false,
      line: { is: 'no url' },
    });
    senders({});
    expect(await tell(envelope())).toMatchObject({ back: false, line: { is: 'no url', failed: 0 } });
    expect(got).toEqual([]);
  });

  test('by a run that has no time left for it', async () => {
    expect(await tell(envelope(), 11_000)).toMatchObject({
      back: true,
      line: { level: 'INFO', is: 'waits' },
    });
  });
});

describe('a desk that does not take it', () => {
  test.each([500, 429, 404, 301])('with %i: it comes again from the queue', async (status) => {
    answer = { status };
    const { back, line } = await tell(envelope());
    expect([back, line.level, line.failed, line.why]).toEqual([true, 'ERROR', 1, `HTTP ${status}: why not`]);
  });

  test.each([
    ['there', 1],
    ['back', 2],
  ] as const)(
    'since the connection breaks on its way %s: it comes again, under the same id',
    async (where, times) => {
      broken = where;
      expect(await tell(envelope())).toMatchObject({ back: true, line: { level: 'ERROR', failed: 1 } });
      expect(await tell(envelope())).toMatchObject({ back: false, line: { told: 1 } });
      expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(
        Array(times).fill('patch-databases#p#CHG-1#settled/1'),
      );
    },
  );

  test('and sends elsewhere is not followed', async () => {
    answer = { status: 307, headers: { location: `${desk.url}/elsewhere` } };
    expect(await tell(envelope())).toMatchObject({ back: true });
    expect(got).toHaveLength(1);
  });

  test('or a secret that cannot be read: it comes again, and shows nothing of itself', async () => {
    senders({ url: 'http://desk.example.com/c0ffee42' });
    const { back, line } = await tell(envelope());
    expect([back, line.failed]).toEqual([true, 1]);
    expect(JSON.stringify(line)).not.toContain('c0ffee42');
  });
});

describe('a URL that leads inside', () => {
  const leadTo = (...addresses: string[]) => {
    const dns = process.getBuiltinModule('node:dns');
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return jest
      .spyOn(dns, 'lookup')
      .mockImplementation(((_name: string, _options: object, done: (error: null, found: object) => void) =>
        done(null, found)) as never);
  };

  test.each<[string, string[]]>([
    ['of this machine', ['127.0.0.1']],
    ['of the metadata of AWS', ['169.254.169.254']],
    ['of a private net', ['10.1.2.3']],
    ['of IPv6 for this machine', ['::1']],
    ['of IPv6 that holds a private one of IPv4', ['::ffff:10.0.0.1']],
    ['of which one alone is private', ['203.0.113.7', '192.168.1.1']],
  ])('by its name, to an address %s: nothing is sent', async (_title, addresses) => {
    const { port } = new URL(desk.url);
    const resolved = leadTo(...addresses);
    senders({ url: `https://desk.example.com:${port}/hook` });
    const { back, line } = await tell(envelope());
    expect([back, line.why]).toEqual([
      true,
      expect.stringMatching(/desk\.example\.com leads to a private address$/),
    ]);
    expect(resolved).toHaveBeenCalledTimes(1);
    expect(got).toEqual([]);
  });

  test('addresses of the internet are none of those', () => {
    const inside =
      '::ffff:8.8.8.8 64:ff9b::a00:1 2002:a00:1:: 2001:0:1::1 fe80::1 fd00::1 ff02::1 0.0.0.0 100.64.0.1 240.0.0.1';
    for (const address of inside.split(' '))
      expect([address, isPrivateAddress(address)]).toEqual([address, true]);
    for (const address of ['8.8.8.8', '203.0.113.7', '2606:4700::1111', '2a00:1450::1']) {
      expect([address, isPrivateAddress(address)]).toEqual([address, false]);
    }
  });
});
