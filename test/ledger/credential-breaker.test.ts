import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyPair, PasswordLogin } from '../../shared/huawei/credentials.ts';
import { openBreaker } from '../../shared/ledger/locks/credential-breaker.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { Held } from '../../shared/terms/errors.ts';
import { patch, plugin, proxy } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { isSubmission } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const WRONG = 'a password the cloud does not know';
// A trial may take two calls and the margin of a submission.
const TIMEOUT = 27_500;
const TRIAL = MINUTE;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

let requests = 0;
/** A healthy instance that no request has named yet. */
const freshInstance = () => {
  const id = `${String(++requests).padStart(32, 'e')}in13`;
  world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
  return id;
};
const fire = (one = patch) =>
  world.service.fire('queue', one.operation, {
    ...one.intent,
    ...(one === patch && { instance_ids: [freshInstance(), freshInstance()] }),
    request_id: `r-${++requests}`,
  });
const minuteOf = (time: string | undefined) => (Date.parse(time ?? '') - START) / MINUTE;

test.each(['\n', '\r', '\u200b'])(
  'a key that ends in %j locks no instance; once it is mended the same delivery is sent',
  async (end) => {
    world.signWithKeys();
    const good = process.env.HW_ACCESS_KEY;
    const mail = world.mail(plugin.operation, { ...plugin.intent, request_id: 'CHG-1' });
    world.set({ HW_ACCESS_KEY: `${good}${end}` });
    expect(await world.service.invoke(plugin.operation, mail)).toMatchObject({
      again: true,
      dead: [],
      lines: [{ status: 'failed', outcomes: [] }],
    });
    expect(await world.items()).toEqual([]);
    world.set({ HW_ACCESS_KEY: good });
    expect(await world.service.invoke(plugin.operation, mail)).toMatchObject({
      again: false,
      lines: [{ status: 'accepted' }],
    });
    expect(world.submissions(plugin)).toHaveLength(1);
  },
);

describe('a project for which IAM gives no token', () => {
  const elsewhere = (project_id = 'b'.repeat(32)) =>
    world.service.fire('queue', patch.operation, {
      ...patch.intent,
      project_id,
      request_id: `r-${++requests}`,
    });
  const refuse = (status: number, message: string) =>
    world.cloud.faults.add({
      call: 'keystoneCreateUserTokenByPassword',
      fault: { kind: 'refuse', status, body: { error: { code: status, message, title: 'x' } } },
      times: 1,
    });
  beforeEach(() => world.freshUser());

  test.each([
    [400, 'The request body is invalid'],
    [403, 'You have no right to do this action'],
    [404, 'Could not find project'],
  ])('with %d is left alone for a quarter of an hour, and no other project is', async (status, message) => {
    refuse(status, message);
    expect(await elsewhere()).toMatchObject({
      dead: [],
      lines: [{ outcomes: [{ verdict: 'not_sent' }, {}] }],
    });
    expect(await fire()).toMatchObject({ lines: [{ status: 'accepted' }] });
    expect(world.tokenRequests()).toBe(2);
    const held = await elsewhere();
    expect(held).toMatchObject({
      lines: [{ status: 'held', reason: expect.stringContaining(`for project ${'b'.repeat(32)}`) }],
    });
    expect(minuteOf(held.lines[0]?.next_try)).toBe(15);
    expect(world.tokenRequests()).toBe(2);
    at(15);
    await elsewhere();
    expect(world.tokenRequests()).toBe(3);
  });

  test.each([
    [401, 'Unauthorized'],
    [400, 'The password has expired'],
    [403, 'Your password must be changed'],
  ])('with %d %s stops every project', async (status, message) => {
    refuse(status, message);
    await elsewhere();
    expect(await fire()).toMatchObject({ lines: [{ status: 'held' }] });
    expect(await elsewhere('c'.repeat(32))).toMatchObject({ lines: [{ status: 'held' }] });
    expect(world.tokenRequests()).toBe(1);
  });

  test('spoils no turn of a project that asks at the same time', async () => {
    const project_id = 'd'.repeat(32);
    world.cloud.state.projects.set(project_id, { id: project_id, name: 'theirs', domain: 'somebody else' });
    const mailed = (more: object) =>
      world.service.invoke(
        patch.operation,
        world.mail(patch.operation, { ...patch.intent, request_id: `r-${++requests}`, ...more }),
      );
    const [there, here] = await Promise.all([
      mailed({ project_id }),
      mailed({ instance_ids: [freshInstance()] }),
    ]);
    expect(there?.lines).toMatchObject([{ outcomes: [{ verdict: 'not_sent' }, {}] }]);
    expect(here?.lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('a dry run', () => {
  const dry = (one = patch) =>
    world.service.invoke(
      one.operation,
      world.mail(one.operation, { ...one.intent, dry_run: true, request_id: `r-${++requests}` }),
    );
  beforeEach(() => world.set({ PREFLIGHT: 'on' }));

  test.each(['password', 'key'])('does not try a refused %s again, however often it is run', async (kind) => {
    if (kind === 'password') world.freshUser(WRONG);
    else {
      world.signWithKeys();
      world.set({ HW_SECRET_KEY: `not-the-secret-${++requests}` });
    }
    expect(await fire()).toMatchObject({ lines: [{ status: 'held', breaker_open: 1 }] });
    const asked = world.cloud.received.length;
    for (let run = 0; run < 12; run++)
      expect(await dry()).toMatchObject({
        again: false,
        dead: [{}],
        lines: [{ status: 'failed', breaker_open: 1 }],
      });
    expect(world.cloud.received).toHaveLength(asked);
  });

  test.each(['password', 'key'])('that tries a wrong %s keeps the next run from trying it', async (kind) => {
    if (kind === 'password') world.freshUser(WRONG);
    else {
      world.signWithKeys();
      world.set({ HW_SECRET_KEY: `not-the-secret-${++requests}` });
    }
    expect(await dry()).toMatchObject({ lines: [{ status: 'failed' }] });
    const asked = world.cloud.received.length;
    expect(await dry()).toMatchObject({ lines: [{ status: 'failed' }] });
    expect(await fire()).toMatchObject({ lines: [{ status: 'held' }] });
    expect(world.cloud.received).toHaveLength(asked);
  });

  test('of a good login leaves it to others, and shows the calls', async () => {
    world.signWithKeys();
    for (let run = 0; run < 3; run++) expect(await dry()).toMatchObject({ lines: [{ status: 'dry_run' }] });
    expect(await fire()).toMatchObject({ lines: [{ status: 'accepted' }] });
  });
});

describe('a wrong password', () => {
  beforeEach(() => world.freshUser(WRONG));

  test('is tried once, and then left alone for a quarter of an hour', async () => {
    const first = await fire();
    expect(first).toMatchObject({ again: false, dead: [], lines: [{ next_try: expect.any(String) }] });
    expect(first.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(['not_sent', 'not_sent']);
    for (const minute of [0, 1, 14.9]) {
      at(minute);
      const held = await fire();
      expect(held).toMatchObject({ again: false, dead: [], lines: [{ status: 'held' }] });
      expect(minuteOf(held.lines[0]?.next_try)).toBe(15);
    }
    expect(world.tokenRequests()).toBe(1);
    expect(world.submissions(patch)).toEqual([]);
  });

  test('is counted by every run that ends because of it, and by no other', async () => {
    expect(await fire()).toMatchObject({ lines: [{ breaker_open: 1 }] });
    expect(await fire()).toMatchObject({ lines: [{ status: 'held', breaker_open: 1 }] });
    world.set({ HW_USER_PASSWORD: WRONG });
    expect(await fire()).toMatchObject({ lines: [{ status: 'accepted', breaker_open: 0 }] });
  });

  test('spends no tries of what waits for it', async () => {
    await fire();
    await fire();
    expect(await world.entry(`r-${requests}`)).toMatchObject({ tries: 0, put_off: 0 });
  });

  test('is tried once more after that time, by one run', async () => {
    await Promise.all([fire(), fire(), fire()]);
    at(15);
    await world.resume(patch.operation);
    expect(world.tokenRequests()).toBe(2);
    at(20);
    await world.service.sweep();
    await fire();
    expect(world.tokenRequests()).toBe(2);
  });

  test('mended at the cloud: what waited is sent after that time', async () => {
    const first = await fire();
    const user = world.cloud.state.users.get(`acme/${process.env.HW_USER_NAME}`);
    if (user) user.password = String(process.env.HW_USER_PASSWORD);
    at(14);
    await fire(proxy);
    expect(world.tokenRequests()).toBe(1);
    at(15);
    const sent = await world.resume(patch.operation);
    expect(sent.lines).toMatchObject([{ request_id: first.lines[0]?.request_id, status: 'accepted' }]);
  });

  test('changed in the environment: tried at once', async () => {
    await fire();
    world.set({ HW_USER_PASSWORD: WRONG });
    expect((await fire()).lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.tokenRequests()).toBe(2);
  });

  test('holds other operations and projects with it', async () => {
    await fire();
    expect((await fire(proxy)).lines).toMatchObject([{ status: 'held' }]);
    expect(world.tokenRequests()).toBe(1);
  });

  test('does not hold another user', async () => {
    await fire();
    world.freshUser();
    expect((await fire()).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('cannot be read out of what the ledger keeps', async () => {
    await fire();
    const text = JSON.stringify(await world.items());
    expect(text).toContain('refused');
    expect(text).not.toContain(String(process.env.HW_USER_PASSWORD));
    for (const encoding of ['base64', 'hex'] as const)
      expect(text).not.toContain(Buffer.from(String(process.env.HW_USER_PASSWORD)).toString(encoding));
  });
});

describe('a proven password', () => {
  test('costs a try and its end for every token', async () => {
    world.freshUser();
    await fire();
    const breakers = () =>
      world.calls('PutItem').filter(({ input }) => JSON.stringify(input).includes('"credential#')).length;
    expect(breakers()).toBe(2);
    await fire();
    expect(breakers()).toBe(2);
    await fire(proxy);
    expect(breakers()).toBe(4);
    at(25 * 60);
    expect((await fire()).lines).toMatchObject([{ status: 'accepted' }]);
    expect(breakers()).toBe(6);
    expect(world.tokenRequests()).toBe(3);
  });

  test('that others log in with is waited for once, by however many projects of a process', async () => {
    world.freshUser();
    await fire();
    const { HW_USER_NAME: user = '', HW_USER_PASSWORD: password = '' } = process.env;
    const login: PasswordLogin = { kind: 'password', domain: 'acme', user, password };
    const table = openTable(String(process.env.LEDGER_TABLE));
    for (const project of ['1', '2']) await openBreaker(table, login, loadSettings(), project).enter();
    const looks = () =>
      world.calls('GetItem').filter(({ input }) => JSON.stringify(input).includes('"credential#')).length;
    const before = looks();
    const Records = ['b', 'c', 'd'].flatMap((one) => {
      const intent = { ...patch.intent, request_id: `w-${one}`, project_id: one.repeat(32) };
      return world.mail(patch.operation, intent, { id: `w-${one}` }).Records;
    });
    const { lines } = await world.service.invoke(patch.operation, { Records });
    expect(lines.map(({ status }) => status)).toEqual(['held', 'held', 'held']);
    expect(lines[0]?.reason).toContain('other runs are logging in');
    expect(looks() - before).toBe(16);
  });

  test('that the cloud no longer takes in the middle of a run is left alone as well', async () => {
    world.freshUser();
    await fire();
    const user = world.cloud.state.users.get(`acme/${process.env.HW_USER_NAME}`);
    if (user) user.password = WRONG;
    const before = world.tokenRequests();
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'token-expired' } });
    await fire();
    expect(world.tokenRequests()).toBe(before + 1);
    expect((await fire()).lines).toMatchObject([{ next_try: expect.any(String) }]);
    await fire(proxy);
    expect(world.tokenRequests()).toBe(before + 1);
  });
});

test('IAM being down during a trial blocks nobody', async () => {
  world.freshUser();
  world.cloud.faults.add({
    call: 'keystoneCreateUserTokenByPassword',
    fault: { kind: 'status', status: 503 },
  });
  expect((await fire()).lines).toMatchObject([{ status: 'held', breaker_open: 0 }]);
  expect((await fire()).lines).toMatchObject([{ status: 'accepted' }]);
});

describe('keys', () => {
  beforeEach(() => {
    world.signWithKeys();
    world.set({ HW_ACCESS_KEY: `KEY${++requests}AAAAAAAAAAAAAAAA` });
  });
  const known = () => {
    const access = String(process.env.HW_ACCESS_KEY);
    const [seeded] = world.cloud.state.accessKeys.values();
    if (seeded) world.cloud.state.accessKeys.set(access, { ...seeded, access });
  };

  test('that the cloud refuses are tried once, and then left alone', async () => {
    const first = await fire();
    expect(first).toMatchObject({
      again: false,
      dead: [],
      lines: [{ next_try: expect.any(String), breaker_open: 1 }],
    });
    for (const minute of [1, 14]) {
      at(minute);
      expect((await fire()).lines).toMatchObject([{ status: 'held', breaker_open: 1 }]);
    }
    expect(world.gemini.seen.filter(isSubmission)).toHaveLength(1);
    at(15);
    known();
    expect((await world.resume(patch.operation)).lines).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ status: 'accepted' })]),
    );
  });

  test('are proven by their first call; a batch waits for it and then goes on', async () => {
    known();
    const Records = [1, 2, 3].flatMap((n) => {
      const intent = { ...patch.intent, request_id: `k-${n}`, instance_ids: [freshInstance()] };
      return world.mail(patch.operation, intent, { id: `k-${n}` }).Records;
    });
    const ran = await world.service.invoke(patch.operation, { Records });
    expect(ran.lines.map(({ status }) => status).sort()).toEqual(['accepted', 'accepted', 'accepted']);
    expect(world.gemini.seen.filter(isSubmission)).toHaveLength(3);
    expect((await fire(proxy)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('are free for the next run when one ends without a call, or without an answer to it', async () => {
    known();
    const late = await world.service.fire('queue', patch.operation, patch.intent, { remaining: 16_000 });
    expect(late.lines[0]?.outcomes).toMatchObject([{ verdict: 'not_sent' }, { verdict: 'not_sent' }]);
    world.gemini.break('lost', isSubmission, 1);
    expect((await fire()).lines).toMatchObject([{ status: 'unknown' }]);
    expect((await fire(proxy)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('that another run is trying stay its own when this one gives up waiting', async () => {
    const stopped = world.gemini.stop('there', isSubmission);
    const first = fire();
    await stopped.arrived;
    const breaker = async () =>
      (await world.items()).find(({ pk }) => pk?.S?.startsWith('credential#'))?.doc?.S ?? '';
    const before = await breaker();
    expect((await fire(proxy)).lines).toMatchObject([{ status: 'held', breaker_open: 0 }]);
    expect(await breaker()).toBe(before);
    stopped.release();
    await first;
  });

  test('cannot be read out of what the ledger keeps', async () => {
    await fire();
    expect(JSON.stringify(await world.items())).not.toContain(String(process.env.HW_SECRET_KEY));
  });
});

// Sandboxes share nothing but the table: each has a breaker of its own.
describe('twenty sandboxes at once', () => {
  const login: PasswordLogin = { kind: 'password', domain: 'acme', user: 'upkeep', password: 'one of many' };
  const keys: KeyPair = { kind: 'keys', accessKey: 'AK', secretKey: 'one of many' };
  const breakers = (one: PasswordLogin | KeyPair, count = 20) =>
    Array.from({ length: count }, () =>
      openBreaker(
        openTable(String(process.env.LEDGER_TABLE)),
        one,
        { ...loadSettings(), HW_TIMEOUT_MS: TIMEOUT },
        'a'.repeat(32),
      ),
    );
  /** Each enters, asks the cloud if it may, and tells what the cloud said; gives how many asked. */
  const asked = async (
    one: PasswordLogin | KeyPair,
    accepted: boolean,
    count?: number,
    doubted?: boolean,
  ) => {
    let tries = 0;
    await Promise.all(
      breakers(one, count).map(async (breaker) => {
        try {
          await breaker.enter(doubted);
        } catch (error) {
          expect(error).toBeInstanceOf(Held);
          return;
        }
        tries += 1;
        // A refusal takes its time: whoever may enter meanwhile has entered.
        for (let turn = 0; turn < 20 && !accepted; turn++) await world.items();
        await breaker.tell(accepted);
      }),
    );
    return tries;
  };

  test.each([login, keys])('an unproven secret is tried by one ($kind)', async (one) => {
    expect(await asked(one, false)).toBe(1);
    expect(await asked(one, false)).toBe(0);
    at(14.9);
    expect(await asked(one, false)).toBe(0);
    at(15);
    expect(await asked(one, false)).toBe(1);
    at(31);
    // The others wait for what the first one learns.
    expect(await asked(one, true, 8)).toBe(8);
    expect(await asked(one, true, 8)).toBe(8);
  });

  test.each([false, true])(
    'of a password that changes once it is proven ask two at most (doubted: %j)',
    async (doubted) => {
      await asked(login, true, 1);
      expect(await asked(login, false, 20, doubted)).toBeLessThanOrEqual(2);
      expect(await asked(login, false)).toBe(0);
    },
  );

  test('two log in at once with a proven password, also those that doubt it', async () => {
    await asked(login, true, 1);
    const [first, doubting, third, fourth, fifth] = breakers(login, 5);
    await first?.enter();
    await doubting?.enter(true);
    await first?.tell(true);
    await third?.enter();
    await Promise.all([
      expect(fourth?.enter()).rejects.toThrow('other runs are logging in'),
      expect(fifth?.enter(true)).rejects.toThrow('other runs are logging in'),
    ]);
    await doubting?.leave();
    await fourth?.enter();
  });

  test('one that never tells gives its place back by time', async () => {
    await asked(login, true, 1);
    at(0.9);
    const [first, second, third, fourth] = breakers(login, 4);
    await first?.enter();
    await second?.enter();
    at(1.8);
    await second?.tell(true);
    at(1.9);
    await third?.enter();
    await fourth?.enter();
  });

  test('a login that was taken before the password changed does not lift the refusal', async () => {
    expect(await asked(login, true, 1)).toBe(1);
    const [first, second] = breakers(login, 2);
    await first?.enter();
    await second?.enter();
    await second?.tell(false);
    await first?.tell(true);
    expect(await asked(login, true)).toBe(0);
  });

  test('of proven keys ask all', async () => {
    expect(await asked(keys, true, 1)).toBe(1);
    const entered = breakers(keys);
    await Promise.all(entered.map((breaker) => breaker.enter()));
    const writes = () => world.calls('PutItem').length;
    const before = writes();
    await Promise.all(entered.map((breaker) => breaker.tell(true)));
    expect(writes()).toBe(before);
  });

  test('what an older version wrote of a login holds', async () => {
    await asked(login, true, 1);
    const pk = String((await world.items())[0]?.pk?.S);
    const table = openTable(String(process.env.LEDGER_TABLE));
    const found = await table.get(pk);
    if (!found) throw new Error('no breaker was written');
    let version = found.version;
    const older = (standing: object) =>
      table.put(
        { ...found, doc: JSON.stringify(standing), version: version + 1, write_id: 'older' },
        version,
      );
    const current = async () => Number((await table.get(pk))?.version);
    expect(await older({ state: 'good', at: START })).toBe(true);
    expect(await asked(login, true, 8)).toBe(8);
    version = await current();
    expect(await older({ state: 'trying', until: START + MINUTE })).toBe(true);
    await expect(breakers(login, 1)[0]?.enter()).rejects.toMatchObject({ next_try: START + MINUTE });
    version = await current();
    expect(await older({ state: 'refused', until: START + 2 * MINUTE })).toBe(true);
    expect(await asked(login, true)).toBe(0);
  });

  test('another secret, or another user with the same one, has a breaker of its own', async () => {
    expect(await asked(login, false)).toBe(1);
    expect(await asked({ ...login, password: 'another' }, false)).toBe(1);
    expect(await asked({ ...login, user: 'another' }, false)).toBe(1);
    expect(await asked({ ...keys, securityToken: 'another' }, false)).toBe(1);
    expect(await asked(keys, false)).toBe(1);
  });

  test('one that never tells ends its trial by time', async () => {
    const [first, second] = breakers(login, 2);
    await first?.enter();
    await expect(second?.enter()).rejects.toMatchObject({ status: 'held', next_try: START + TRIAL });
    at(1);
    await second?.enter();
    await expect(breakers(login, 1)[0]?.enter()).rejects.toThrow(Held);
  });

  test('one that learned nothing lets the next in', async () => {
    const [first, second] = breakers(login, 2);
    await first?.enter();
    await first?.leave();
    await second?.enter();
  });

  test('a refusal stands, whatever another wrote meanwhile', async () => {
    expect(await asked(login, true, 1)).toBe(1);
    const [first, second] = breakers(login, 2);
    await first?.enter();
    await second?.enter();
    await second?.tell(false);
    at(1);
    await first?.tell(false);
    expect(await asked(login, false, 1)).toBe(0);
    at(15.5);
    expect(await asked(login, false, 1)).toBe(0);
    at(16);
    expect(await asked(login, false, 1)).toBe(1);
  });
});
