import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ending } from '../../stand-in/cloud/ending.ts';
import { type Case, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { isClaim, isSettle, isSubmission, type Passing } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const [FIRST = '', SECOND = ''] = patch.targets;
const project = (one: Case) => String(one.intent.project_id);

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Sends a request of a name of its own. */
const fire = (request_id: string, one: Case = patch, more: object = {}, remaining?: () => number) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, ...more, request_id }, { id: request_id }),
    remaining,
  );
const onFirst = { instance_ids: [FIRST] };
const fireFirst = (request_id: string) => fire(request_id, patch, onFirst);

/** It was not sent, waits, and says who is at work there. */
const heldBy = (words: string | RegExp, target = FIRST) => ({
  again: false,
  dead: [],
  lines: [
    {
      status: 'held',
      next_try: expect.any(String),
      outcomes: [
        { target, verdict: 'not_sent', code: 'held', retry: true, reason: expect.stringMatching(words) },
      ],
    },
  ],
});
const jobOf = (target: string) => world.cloud.accepted.find((work) => work.target === target)?.job_id;
/** Runs what is due at that minute: first the jobs, then the requests. */
const goOn = async (minute: number, one: Case = patch) => {
  at(minute);
  await world.service.follow();
  return world.service.deliver(one.operation);
};
const sentFor = (target: string, one: Case = patch) =>
  world.submissions(one).filter((body) => JSON.parse(body).instance_ids.includes(target));
/** No two jobs of one instance were ever at work at once. */
const oneAtATime = () => {
  const works = [...world.cloud.state.jobs.values(), ...world.cloud.state.tasks.values()];
  for (const one of works) {
    for (const other of works) {
      if (one === other || one.instance_id !== other.instance_id) continue;
      const [first, second] = one.starts <= other.starts ? [one, other] : [other, one];
      expect(Math.min(first?.ends ?? 0, first?.cancels ?? Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(
        second?.created ?? 0,
      );
    }
  }
};
const isLock = ({ body }: Passing) => body.includes('"lock#');
const isLockWrite = (call: Passing) => call.action === 'PutItem' && isLock(call);

test('fifty pairs of requests, each pair at once on one instance: one of each is sent', async () => {
  const ids = Array.from({ length: 50 }, (_, n) => `${'a'.repeat(30)}${10 + n}in13`);
  for (const id of ids)
    world.cloud.state.addInstance({ id, service: 'geminidb', project_id: project(patch) });
  const pair = async (id: string) => {
    const runs = await Promise.all(
      ['one', 'two'].map((name) => fire(`${name}-${id}`, patch, { instance_ids: [id] })),
    );
    expect(runs.map(({ lines }) => lines[0]?.status).sort()).toEqual(['accepted', 'held']);
    const held = runs.find(({ lines }) => lines[0]?.status === 'held');
    const winner = runs.find((run) => run !== held)?.lines[0]?.request_id;
    expect(held).toMatchObject(heldBy(`^held: patch-databases ${winner} is `, id));
    expect(sentFor(id)).toHaveLength(1);
  };
  for (let n = 0; n < ids.length; n += 10) await Promise.all(ids.slice(n, n + 10).map(pair));
  expect(world.submissions(patch)).toHaveLength(50);
  expect(world.cloud.accepted).toHaveLength(50);
});

test('ten requests at once on one instance: one is sent', async () => {
  const runs = await Promise.all(Array.from({ length: 10 }, (_, n) => fireFirst(`r-${n}`)));
  const statuses = runs.map(({ lines }) => lines[0]?.status);
  expect(statuses.filter((status) => status === 'accepted')).toHaveLength(1);
  expect(sentFor(FIRST)).toHaveLength(1);
});

describe('both having found the instance free before either took it', () => {
  test.each(['there', 'back'] as const)('one is sent (lock stopped on its way %s)', async (where) => {
    const lock = world.ledger.stop(where, isLockWrite);
    const slow = fireFirst('slow');
    await lock.arrived;
    const fast = await fireFirst('fast');
    lock.release();
    const [won, lost] = where === 'there' ? [fast, await slow] : [await slow, fast];
    expect(won.lines).toMatchObject([{ status: 'accepted' }]);
    expect(lost).toMatchObject(heldBy(/^held: patch-databases (slow|fast) is /));
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('one is sent, also when the lock of an earlier request lies there', async () => {
    world.cloud.state.jobDurationMs = MINUTE;
    await fireFirst('earlier');
    await goOn(2);
    const lock = world.ledger.stop('there', isLockWrite);
    const slow = fireFirst('slow');
    await lock.arrived;
    expect((await fireFirst('fast')).lines).toMatchObject([{ status: 'accepted' }]);
    lock.release();
    expect(await slow).toMatchObject(heldBy(/^held: patch-databases fast is at work there: job /));
    expect(sentFor(FIRST)).toHaveLength(2);
    oneAtATime();
  });
});

describe('who holds an instance', () => {
  test('is named, with its job', async () => {
    await fireFirst('holder');
    expect(await fireFirst('next')).toMatchObject(
      heldBy(`^held: patch-databases holder is at work there: job ${jobOf(FIRST)}$`),
    );
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('keeps out a plug-in install while a hotfix is scheduled', async () => {
    const [target = ''] = hotfix.targets;
    const install = { instance_id: target, project_id: project(hotfix) };
    await fire('patches', hotfix);
    expect(await fire('next', plugin, install)).toMatchObject(
      heldBy(`^held: schedule-hotfix-upgrade patches is at work there: job ${jobOf(target)}$`, target),
    );
    expect(world.submissions(plugin)).toEqual([]);
  });

  test('keeps out a hotfix while a plug-in is installed; the other instance of the call is sent', async () => {
    const [target = '', other = ''] = hotfix.targets;
    await fire('install', plugin, { instance_id: target, project_id: project(hotfix) });
    const ran = await fire('patches', hotfix);
    expect(ran.lines).toMatchObject([{ status: 'partial', next_try: expect.any(String) }]);
    const outcomes = Object.fromEntries((ran.lines[0]?.outcomes ?? []).map((one) => [one.target, one]));
    expect(outcomes).toMatchObject({
      [target]: {
        code: 'held',
        reason: expect.stringContaining('install-kernel-plugin install is at work there'),
      },
      [other]: { verdict: 'accepted' },
    });
    expect(world.submissions(hotfix).map((body) => JSON.parse(body).instance_ids)).toEqual([[other]]);
    const later = await goOn(20, hotfix);
    expect(later.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(hotfix).map((body) => JSON.parse(body).instance_ids)).toEqual([
      [other],
      [target],
    ]);
  });

  test('keeps out another proxy of the same instance', async () => {
    const instance_id = String(proxy.intent.instance_id);
    const other = `${'b'.repeat(32)}po01`;
    world.cloud.state.addProxy({ id: other, instance_id, project_id: project(proxy) });
    await fire('one', proxy);
    expect(await fire('other', proxy, { proxy_id: other })).toMatchObject(
      heldBy('^held: upgrade-proxy-version one is at work there: job ', other),
    );
    expect(world.submissions(proxy)).toHaveLength(1);
    expect((await goOn(20, proxy)).lines).toMatchObject([{ status: 'accepted', request_id: 'other' }]);
  });

  test('keeps out the same instance spelled in the other letter case', async () => {
    await fireFirst('one');
    const spelled = { instance_ids: [FIRST.slice(0, 32).toUpperCase() + FIRST.slice(32)] };
    expect((await fire('two', patch, spelled)).lines).toMatchObject([
      {
        status: 'held',
        outcomes: [{ code: 'held', reason: expect.stringContaining('one is at work there') }],
      },
    ]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('does not keep out what concerns another instance', async () => {
    await fireFirst('holder');
    expect((await fire('other', patch, { instance_ids: [SECOND] })).lines).toMatchObject([
      { status: 'accepted' },
    ]);
  });

  test('is no obstacle to itself: its own next try is sent', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await fireFirst('holder');
    expect((await goOn(3)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
  });

  test('and tries again when another has just found it idle keeps it: one is sent', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await fireFirst('holder');
    at(3);
    const lock = world.ledger.stop('there', isLockWrite);
    const slow = fireFirst('next');
    await lock.arrived;
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { request_id: 'holder', status: 'accepted' },
    ]);
    lock.release();
    expect(await slow).toMatchObject(heldBy('^held: patch-databases holder is at work there: job '));
    expect(sentFor(FIRST)).toHaveLength(2);
  });

  test('and waits itself, having been refused, holds nothing', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await fireFirst('refused');
    expect((await fireFirst('next')).lines).toMatchObject([{ status: 'accepted' }]);
    expect((await goOn(3)).lines).toMatchObject([{ request_id: 'refused', status: 'held' }]);
  });

  test('was dropped from the ledger long ago holds nothing', async () => {
    await fireFirst('holder');
    // DynamoDB drops items one by one: the lock may outlive its holder.
    const lock = (await world.items()).find(({ pk }) => pk?.S?.startsWith('lock#'));
    const holder = JSON.parse(lock?.doc?.S ?? '{}') as { holder: string };
    expect(holder.holder).toMatch(/#holder$/);
    await world.remove(holder.holder);
    world.cloud.state.jobs.clear();
    expect((await fireFirst('next')).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('the holder has come to its end', () => {
  const endings: Record<string, Ending> = {
    completed: { how: 'completed', afterMs: 2 * MINUTE },
    failed: { how: 'failed', fail_reason: 'x', afterMs: 2 * MINUTE },
    canceled: { how: 'canceled', afterMs: 2 * MINUTE },
  };
  test.each(Object.entries(endings))('%s: the next one goes', async (_, ending) => {
    world.cloud.endings.add(ending);
    await fireFirst('holder');
    await fireFirst('next');
    at(1);
    expect(await world.resume(patch.operation)).toMatchObject({ lines: [] });
    expect((await goOn(5)).lines).toMatchObject([{ request_id: 'next', status: 'accepted' }]);
    expect(sentFor(FIRST)).toHaveLength(2);
    oneAtATime();
  });

  test('of three one goes at a time', async () => {
    world.cloud.state.jobDurationMs = 2 * MINUTE;
    for (const name of ['one', 'two', 'three']) await fireFirst(name);
    for (let minute = 1; minute <= 60; minute++) await goOn(minute);
    expect(sentFor(FIRST)).toHaveLength(3);
    expect(world.cloud.accepted).toHaveLength(3);
    oneAtATime();
  });

  test('completed, but what it changed is not shown yet: the next one waits for that', async () => {
    world.cloud.endings.add({ how: 'unchanged', afterMs: MINUTE });
    world.set({ PREFLIGHT: 'on' });
    await fireFirst('holder');
    await goOn(2);
    expect(await fireFirst('next')).toMatchObject(heldBy('is at work there: job'));
  });
});

describe('the holder was never seen to end', () => {
  const timeOut = async (one: Case, more: object = {}) => {
    world.set({ PREFLIGHT: 'on' });
    world.cloud.endings.add({ how: 'never' });
    await fire('holder', one, more);
    at(61);
    expect((await world.service.follow()).lines).toMatchObject([{ end: 'timed_out' }]);
  };
  const isAtRest = () => {
    for (const job of world.cloud.state.jobs.values()) job.cancels = Date.now();
  };

  test('and the instance is seen at rest: the next one goes', async () => {
    await timeOut(patch, onFirst);
    isAtRest();
    expect((await fireFirst('next')).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('and the instance is at work: the next one waits', async () => {
    await timeOut(patch, onFirst);
    const ran = await fireFirst('next');
    expect(ran.lines).toMatchObject([{ status: 'held', outcomes: [{ code: 'preflight', retry: true }] }]);
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test.each<[string, () => void]>([
    ['was not looked at', () => world.set({ PREFLIGHT: 'off' })],
    [
      'could not be looked at',
      () => {
        world.cloud.faults.decide = ({ call }) => (call === 'listInstances' ? { kind: 'html' } : undefined);
      },
    ],
    ['does not show its status', () => world.cloud.state.change(FIRST, { missing: ['status'] })],
    ['does not show what is at work', () => world.cloud.state.change(FIRST, { missing: ['actions'] })],
  ])('and the instance %s: the next one waits', async (_, blind) => {
    await timeOut(patch, onFirst);
    isAtRest();
    blind();
    expect(await fireFirst('next')).toMatchObject(
      heldBy(
        `^held: patch-databases holder may be at work there: job ${jobOf(FIRST)} was never seen to end$`,
      ),
    );
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('and its proxy is at work, which the instance does not show: the next one waits', async () => {
    await timeOut(proxy);
    const [target = ''] = proxy.targets;
    expect(await fire('next', proxy)).toMatchObject(heldBy('was never seen to end', target));
    const other = `${'b'.repeat(32)}po01`;
    world.cloud.state.addProxy({
      id: other,
      instance_id: String(proxy.intent.instance_id),
      project_id: project(proxy),
    });
    expect(await fire('other', proxy, { proxy_id: other })).toMatchObject(
      heldBy('was never seen to end', other),
    );
    expect(world.submissions(proxy)).toHaveLength(1);
    isAtRest();
    expect((await fire('now', proxy)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('and another proxy of the instance has failed, on which nothing works: the next one goes', async () => {
    await timeOut(proxy);
    isAtRest();
    world.cloud.state.addProxy({
      id: `${'b'.repeat(32)}po01`,
      instance_id: String(proxy.intent.instance_id),
      project_id: project(proxy),
      status: 'FAILED',
    });
    expect((await fire('next', proxy)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('the holder does not know what became of its request', () => {
  const lose = (...faults: Parameters<LedgerWorld['cloud']['faults']['add']>[0]['fault'][]) => {
    world.cloud.faults.add({ call: patch.call, fault: [...faults.flat(), { kind: 'cut-after' }] });
    return fireFirst('holder');
  };

  test('yet: the next one waits', async () => {
    await lose();
    expect(await fireFirst('next')).toMatchObject(
      heldBy('^held: patch-databases holder may be at work there: its outcome is unknown$'),
    );
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('until its job is found: the next one waits for that', async () => {
    await lose();
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(await fireFirst('next')).toMatchObject(heldBy(`is at work there: job ${jobOf(FIRST)}$`));
    expect((await goOn(20)).lines).toMatchObject([{ request_id: 'next', status: 'accepted' }]);
    oneAtATime();
  });

  const stayUnknown = async () => {
    await lose({ kind: 'job', unlisted: true, durationMs: MINUTE, unchanged: true });
    // What the instance shows leaves it open whether anything began.
    world.cloud.state.change(FIRST, { actions: ['X'] });
    for (const minute of [3, 13, 40, 75]) {
      at(minute);
      await world.resume(patch.operation);
    }
    expect(await world.entry('holder')).toMatchObject({
      targets: { [FIRST]: { state: 'done', outcomes: [{ verdict: 'unknown' }] } },
    });
    world.cloud.state.change(FIRST, { actions: [] });
  };

  test('and never will: the next one waits until the instance is seen at rest', async () => {
    await stayUnknown();
    expect(await fireFirst('next')).toMatchObject(
      heldBy('^held: patch-databases holder may be at work there: its outcome stayed unknown$'),
    );
    world.set({ PREFLIGHT: 'on' });
    expect((await goOn(78)).lines).toMatchObject([{ request_id: 'next', status: 'accepted' }]);
  });

  test('and what it may have scheduled has not begun: the instance at rest lets the next one go only after that', async () => {
    const [target = ''] = hotfix.targets;
    const starts = { instance_ids: [target], start_time: new Date(START + 180 * MINUTE).toISOString() };
    const hidden = { kind: 'job', unlisted: true, unchanged: true } as const;
    world.cloud.faults.add({ call: hotfix.call, fault: [hidden, { kind: 'cut-after' }] });
    await fire('holder', hotfix, starts);
    // Nobody can look for it.
    world.cloud.faults.add({ call: 'listScheduleTask', times: 20, fault: { kind: 'status', status: 500 } });
    for (const minute of [3, 13, 40, 75]) {
      at(minute);
      await world.resume(hotfix.operation);
    }
    world.set({ PREFLIGHT: 'on' });
    const later = { ...starts, start_time: new Date(START + 600 * MINUTE).toISOString() };
    for (const minute of [80, 299]) {
      at(minute);
      expect(await fire(`next-${minute}`, hotfix, later)).toMatchObject(
        heldBy('may be at work there: its outcome stayed unknown$', target),
      );
    }
    at(301);
    expect((await fire('last', hotfix, later)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('and a person has it sent again, which waits: the next one waits as well', async () => {
    await stayUnknown();
    const { tries = 0 } = (await world.entry('holder')) ?? {};
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'throttle' } });
    const attributes = { request_id: 'holder', resend: String(tries), extend: 'yes' };
    const again = { ...patch.intent, ...onFirst, request_id: 'holder' };
    const ran = await world.service.invoke(
      patch.operation,
      world.mail(patch.operation, again, { attributes }),
    );
    expect(ran.lines).toMatchObject([{ status: 'held' }]);
    expect(await world.entry('holder')).toMatchObject({ targets: { [FIRST]: { state: 'waiting' } } });
    expect(await fireFirst('next')).toMatchObject(
      heldBy('holder may be at work there: its outcome stayed unknown$'),
    );
    expect(sentFor(FIRST)).toHaveLength(2);
  });
});

describe('the holder dies', () => {
  /** Runs it until nothing of it gets through any more. */
  const dies = async (break_: () => void, over: () => boolean) => {
    break_();
    const ran = await fire('holder', patch, onFirst, () => (over() ? 0 : 60_000));
    expect(ran.again).toBe(true);
    world.ledger.clear();
    world.gemini.clear();
  };
  const claimed = () => world.ledger.seen.some(isClaim);
  const submitted = () => world.gemini.seen.some(isSubmission);

  test('after its claim, before it took the instance: the next one goes, and it never sends beside it', async () => {
    world.cloud.state.jobDurationMs = 20 * MINUTE;
    await dies(
      () => world.ledger.break('down', (call) => isLock(call) || (claimed() && !isClaim(call))),
      claimed,
    );
    expect(sentFor(FIRST)).toHaveLength(0);
    expect((await fireFirst('next')).lines).toMatchObject([{ status: 'accepted' }]);
    for (const minute of [4, 10, 12, 14, 19]) {
      await goOn(minute);
      expect(sentFor(FIRST)).toHaveLength(1);
    }
    for (let minute = 22; minute <= 60; minute += 3) await goOn(minute);
    oneAtATime();
  });

  test('after it took the instance, before its call: the next one waits, and goes after it', async () => {
    world.cloud.state.jobDurationMs = 5 * MINUTE;
    await dies(() => {
      world.gemini.break('down', isSubmission);
      world.ledger.break('down', isSettle);
    }, submitted);
    expect(world.cloud.accepted).toEqual([]);
    expect(await fireFirst('next')).toMatchObject(heldBy('^held: patch-databases holder is being sent$'));
    for (const minute of [4, 8, 11, 12]) await goOn(minute);
    expect(world.cloud.accepted).toHaveLength(1);
    for (let minute = 15; minute <= 59; minute += 4) await goOn(minute);
    expect(world.cloud.accepted).toHaveLength(2);
    oneAtATime();
  });

  test('after its call, before it could write what came of it: the same', async () => {
    world.cloud.state.jobDurationMs = 5 * MINUTE;
    await dies(() => world.ledger.break('down', isSettle), submitted);
    expect(world.cloud.accepted).toHaveLength(1);
    expect(await fireFirst('next')).toMatchObject(heldBy('^held: patch-databases holder is being sent$'));
    for (let minute = 4; minute <= 40; minute += 4) await goOn(minute);
    expect(world.cloud.accepted).toHaveLength(2);
    expect(sentFor(FIRST)).toHaveLength(2);
    oneAtATime();
  });

  test('after everything: its job holds the instance until it is followed to its end', async () => {
    world.cloud.state.jobDurationMs = 5 * MINUTE;
    await fireFirst('holder');
    await fireFirst('next');
    // Nobody follows, though the job is long over.
    at(30);
    await world.service.sweep();
    const tried = await world.service.deliver(patch.operation);
    expect(tried.lines).toMatchObject([{ request_id: 'next', status: 'held' }]);
    await world.service.deliver('follow-job');
    expect((await goOn(50)).lines).toMatchObject([{ request_id: 'next', status: 'accepted' }]);
  });
});

describe('a batch', () => {
  test('of which one target is held sends the rest, and that one later, alone', async () => {
    world.cloud.state.jobDurationMs = 5 * MINUTE;
    await fireFirst('holder');
    const ran = await fire('batch', patch);
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(ran.lines).toMatchObject([{ status: 'partial', next_try: expect.any(String) }]);
    expect(ran.lines[0]?.outcomes).toMatchObject([
      { target: FIRST, verdict: 'not_sent', code: 'held', retry: true },
      { target: SECOND, verdict: 'accepted' },
    ]);
    expect((await goOn(12)).lines).toMatchObject([{ request_id: 'batch', status: 'accepted' }]);
    expect(world.submissions(patch).map((body) => JSON.parse(body).instance_ids)).toEqual([
      [FIRST],
      [SECOND],
      [FIRST],
    ]);
    oneAtATime();
  });

  test('of which all are held sends nothing, and counts as no try', async () => {
    await fire('holder', patch);
    const ran = await fire('next', patch);
    expect(ran.lines).toMatchObject([{ status: 'held' }]);
    expect(ran.lines[0]?.outcomes.map(({ code }) => code)).toEqual(['held', 'held']);
    expect(world.submissions(patch)).toHaveLength(1);
    expect(await world.entry('next')).toMatchObject({ put_off: 1 });
  });

  test('and another that overlaps with it, at once: each instance is sent once', async () => {
    const ids = ['c', 'd', 'e'].map((letter) => `${letter.repeat(32)}in13`);
    for (const id of ids)
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: project(patch) });
    await Promise.all([
      fire('one', patch, { instance_ids: ids.slice(0, 2) }),
      fire('two', patch, { instance_ids: ids.slice(1) }),
    ]);
    expect(world.cloud.accepted.map(({ target }) => target).sort()).toEqual(ids);
  });
});

describe('without the lock nothing is sent', () => {
  test.each<[string, (call: Passing) => boolean]>([
    ['read', (call) => isLock(call) && call.action === 'GetItem'],
    ['written', isLockWrite],
  ])('when it cannot be %s', async (_, match) => {
    world.ledger.break('down', match);
    const ran = await fireFirst('r');
    expect(ran).toMatchObject({ again: false, dead: [] });
    expect(ran.lines).toMatchObject([
      { status: 'held', next_try: expect.any(String), outcomes: [{ verdict: 'not_sent', retry: true }] },
    ]);
    expect(world.cloud.received.filter(({ method }) => method === 'POST')).toEqual([]);
    world.ledger.clear();
    expect((await goOn(3)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('when the holder of it cannot be read', async () => {
    await fireFirst('holder');
    world.ledger.break('down', ({ action, body }) => action === 'GetItem' && body.includes('#holder"'));
    const ran = await fireFirst('next');
    expect(ran.lines).toMatchObject([{ status: 'held', outcomes: [{ verdict: 'not_sent', retry: true }] }]);
    expect(sentFor(FIRST)).toHaveLength(1);
  });

  test('when the answer to its write is lost it meets itself, and the request is sent once', async () => {
    world.ledger.break('lost', isLockWrite, 1);
    expect((await fireFirst('r')).lines).toMatchObject([{ status: 'accepted' }]);
    expect(sentFor(FIRST)).toHaveLength(1);
  });
});

test('a request that is held until its time is over expires, and says so once', async () => {
  world.cloud.endings.add({ how: 'never' });
  await fireFirst('holder');
  await fire('next', patch, { ...onFirst, not_after: 'PT5M' });
  at(6);
  const ended = await world.resume(patch.operation);
  expect(ended.lines).toMatchObject([{ request_id: 'next', status: 'expired' }]);
  expect(ended.dead).toHaveLength(1);
  expect(sentFor(FIRST)).toHaveLength(1);
});

test('the lock itself is never due, and is kept as long as the work may take and 35 days more', async () => {
  await fire('r', hotfix, { start_time: 'P10D', not_after: 'P1D' });
  const locks = (await world.items()).filter(({ pk }) => pk?.S?.startsWith('lock#'));
  expect(locks.map(({ pk }) => pk?.S).sort()).toEqual(
    hotfix.targets.map((id) => `lock#gaussdb#${project(hotfix)}#${id}`).sort(),
  );
  for (const lock of locks) {
    expect(lock).not.toHaveProperty('due_at');
    const days = (Number(lock.expires_at?.N) * 1000 - START) / (24 * 60 * MINUTE);
    expect(days).toBeGreaterThanOrEqual(45);
    expect(days).toBeLessThan(46);
  }
});
