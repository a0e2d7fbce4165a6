import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, cases, crossed, plugin } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { triggers, type Way } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectNext, expectTruth, type Next } from './told.ts';

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

const runs = crossed(cases);

/** Runs once; says the status and what the cloud was asked, after holding the run to the truth. */
async function run(way: Way, one: Case, next: Next) {
  const ran = await world.service.fire(way, one.operation, one.intent);
  expect(ran.lines).toHaveLength(1);
  expectTruth(world, one, ran);
  await expectNext(world, way, next, ran, one.intent);
  const [line] = ran.lines;
  return {
    status: line?.status,
    verdicts: [...new Set(line?.outcomes.map(({ verdict }) => verdict))],
    submissions: world.submissions().length,
    tokens: world.tokenRequests(),
  };
}

const staleToken: readonly (readonly [string, Fault])[] = [
  ['APIGW.0301, token expires', { kind: 'token-expired' }],
  ['APIGW.0307', { kind: 'token-update' }],
  ['APIG.0307', { kind: 'refuse', status: 401, body: { error_code: 'APIG.0307', error_msg: 'update it' } }],
  ['DBS.280056', { kind: 'dbs-token-invalid' }],
];

describe.each(staleToken)('a token refused with %s', (_title, fault) => {
  test.each(runs)(
    'is renewed once, and the work is asked for again ($operation, $way)',
    async ({ way, one }) => {
      world.freshUser();
      world.befall(one, fault);
      expect(await run(way, one, 'done')).toEqual({
        status: 'accepted',
        verdicts: ['accepted'],
        submissions: 2,
        tokens: 2,
      });
    },
  );

  test.each(runs)('twice is the end of it ($operation, $way)', async ({ way, one }) => {
    world.freshUser();
    world.befall(one, fault, 3);
    expect(await run(way, one, 'dead')).toEqual({
      status: 'failed',
      verdicts: ['not_sent'],
      submissions: 2,
      tokens: 2,
    });
  });

  test.each(cases)('cannot be, where requests are signed: one try ($operation)', async (one) => {
    world.signWithKeys();
    world.befall(one, fault);
    expect(await run('queue', one, 'dead')).toMatchObject({ status: 'failed', submissions: 1, tokens: 0 });
  });
});

describe('a token as long as the vendor documents', () => {
  afterEach(() => {
    world.cloud.state.tokenLength = 0;
  });

  test.each([8704, 17_408, 32_768, 100_000])(
    'of %d characters is used, and asked for once',
    async (length) => {
      world.freshUser();
      world.cloud.state.tokenLength = length;
      for (const one of cases) {
        const ran = await world.service.fire('queue', one.operation, one.intent);
        expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
      }
      expect(world.tokenRequests()).toBe(new Set(cases.map(({ intent }) => intent.project_id)).size);
      const [token = ''] = [...world.cloud.state.tokens.keys()].slice(-1);
      expect(token).toHaveLength(length);
    },
  );

  test('and longer still: nothing is sent, and the limit is told', async () => {
    world.freshUser();
    world.cloud.state.tokenLength = 140_000;
    const ran = await world.service.fire('queue', plugin.operation, plugin.intent);
    expect(ran.lines).toMatchObject([
      {
        status: 'failed',
        reason: expect.stringContaining('the headers of the reply are longer than 131072 bytes'),
        outcomes: [{ verdict: 'not_sent' }],
      },
    ]);
    expect(world.submissions()).toHaveLength(0);
  });
});

describe('any other 401', () => {
  const others: readonly (readonly [string, Fault])[] = [
    ['APIGW.0305', { kind: 'unauthorized' }],
    [
      'APIGW.0301 about the token itself',
      { kind: 'unauthorized', body: { error_code: 'APIGW.0301', error_msg: 'decrypt token fail' } },
    ],
    [
      'APIGW.0301 about the signature',
      { kind: 'unauthorized', body: { error_code: 'APIGW.0301', error_msg: 'verify aksk signature fail' } },
    ],
  ];
  describe.each(others)('%s', (_title, fault) => {
    test.each(runs)('is final with a token ($operation, $way)', async ({ way, one }) => {
      world.befall(one, fault);
      expect(await run(way, one, 'dead')).toMatchObject({ status: 'failed', submissions: 1 });
    });

    test.each(runs)('is final with a signature ($operation, $way)', async ({ way, one }) => {
      world.signWithKeys();
      world.befall(one, fault);
      expect(await run(way, one, 'dead')).toMatchObject({ status: 'failed', submissions: 1, tokens: 0 });
    });
  });

  test('leaves no token behind: the next intent fetches a fresh one', async () => {
    const [one] = cases as [Case];
    world.freshUser();
    world.befall(one, { kind: 'unauthorized' });
    await run('queue', one, 'dead');
    expect(await run('queue', one, 'done')).toMatchObject({ status: 'accepted', submissions: 2, tokens: 2 });
  });
});

describe('signed requests', () => {
  test.each(runs)('are taken, without any token ($operation, $way)', async ({ way, one }) => {
    world.signWithKeys();
    expect(await run(way, one, 'done')).toMatchObject({ status: 'accepted', submissions: 1, tokens: 0 });
    expect(world.cloud.accepted.every(({ authorization }) => authorization === 'signature')).toBe(true);
  });

  test('with a temporary key carry its security token', async () => {
    const [one] = cases as [Case];
    world.signWithKeys();
    const [key] = world.cloud.state.accessKeys.values();
    if (key) key.security_token = 'security-token-of-a-temporary-key';
    expect(await run('queue', one, 'dead')).toMatchObject({ status: 'failed' });
    world.set({ HW_SECURITY_TOKEN: 'security-token-of-a-temporary-key' });
    expect(await run('queue', one, 'done')).toMatchObject({ status: 'accepted' });
  });

  test('with a wrong key are final after one try', async () => {
    const [one] = cases as [Case];
    world.signWithKeys();
    world.set({ HW_SECRET_KEY: 'not-the-secret-key-of-anybody-at-all' });
    expect(await run('queue', one, 'dead')).toMatchObject({ status: 'failed', submissions: 1 });
  });
});

describe('no token to be had', () => {
  const notSent = { status: 'failed', verdicts: ['not_sent'], submissions: 0, tokens: 1 };
  const rows: readonly { title: string; fault: Fault; next: Next; timeoutMs?: string }[] = [
    { title: 'IAM answers 500', fault: { kind: 'status', status: 500 }, next: 'later' },
    { title: 'IAM answers 502', fault: { kind: 'status', status: 502 }, next: 'later' },
    { title: 'IAM answers 503', fault: { kind: 'status', status: 503 }, next: 'later' },
    { title: 'IAM answers 504', fault: { kind: 'status', status: 504 }, next: 'later' },
    { title: 'IAM throttles', fault: { kind: 'throttle' }, next: 'later' },
    { title: 'IAM breaks off before its reply', fault: { kind: 'cut-before' }, next: 'later' },
    { title: 'IAM breaks off in its reply', fault: { kind: 'cut-mid-reply' }, next: 'later' },
    { title: 'IAM is too slow', fault: { kind: 'slow', ms: 300 }, next: 'later', timeoutMs: '100' },
    { title: 'IAM answers HTML', fault: { kind: 'html' }, next: 'later' },
    { title: 'IAM answers 201 without a token', fault: { kind: 'wrong-shape', status: 201 }, next: 'later' },
    { title: 'IAM redirects', fault: { kind: 'redirect', location: 'http://127.0.0.1:1/' }, next: 'later' },
    { title: 'the password is wrong', fault: { kind: 'unauthorized' }, next: 'dead' },
    { title: 'the request is wrong', fault: { kind: 'refuse', status: 400 }, next: 'dead' },
    {
      title: 'the user may not',
      fault: { kind: 'refuse', status: 403, body: { error: { code: 403, message: 'no right' } } },
      next: 'dead',
    },
  ];
  describe.each(rows)('$title', ({ fault, next, timeoutMs }) => {
    test.each(runs)('$operation through a $way: nothing is sent', async ({ way, one }) => {
      world.freshUser();
      if (timeoutMs) world.set({ HW_TIMEOUT_MS: timeoutMs });
      world.befall('token', fault);
      expect(await run(way, one, next)).toEqual(notSent);
    });
  });

  test.each(triggers)('a wrong password is tried once a delivery, and never remembered (%s)', async (way) => {
    const [one] = cases as [Case];
    world.freshUser('the right password');
    world.set({ HW_USER_PASSWORD: 'the wrong password' });
    expect(await run(way, one, 'dead')).toEqual(notSent);
    expect(await run(way, one, 'dead')).toEqual({ ...notSent, tokens: 2 });
    world.set({ HW_USER_PASSWORD: 'the right password' });
    expect(await run(way, one, 'done')).toMatchObject({ status: 'accepted', submissions: 1, tokens: 3 });
  });

  test('a failure is forgotten by the next delivery', async () => {
    const [one] = cases as [Case];
    world.freshUser();
    world.befall('token', { kind: 'status', status: 503 });
    await run('queue', one, 'later');
    expect(await run('queue', one, 'done')).toMatchObject({ status: 'accepted', submissions: 1, tokens: 2 });
  });
});

describe('a token', () => {
  const [one] = cases as [Case];

  test('is fetched once for many intents, and anew ten minutes before it expires', async () => {
    world.freshUser();
    world.cloud.state.tokenLifetimeMs = 60 * 60_000;
    const tokensAfter = async (time: string) => {
      setClock(time);
      await world.service.fire('timer', one.operation, one.intent);
      return world.tokenRequests();
    };
    expect(await tokensAfter('2026-03-01T10:00:00Z')).toBe(1);
    expect(await tokensAfter('2026-03-01T10:49:59Z')).toBe(1);
    expect(await tokensAfter('2026-03-01T10:50:00Z')).toBe(2);
    expect(await tokensAfter('2026-03-01T11:30:00Z')).toBe(2);
  });

  test('is scoped to the project of the intent', async () => {
    world.freshUser();
    for (const each of cases) {
      expect((await world.service.fire('queue', each.operation, each.intent)).lines[0]?.status).toBe(
        'accepted',
      );
    }
    expect(world.tokenRequests()).toBe(cases.length);
  });
});
