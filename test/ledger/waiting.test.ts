import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoff } from '../../shared/ledger/due-times.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { type Case, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { isWrite } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const [FIRST = '', SECOND = ''] = patch.targets;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
  await world.reset();
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'warm-up' });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const sendIt = (
  one: Case,
  more: object = {},
  mail: { sent?: number; attributes?: Record<string, string> } = {},
) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, request_id: 'r', ...more }, mail),
  );
const minuteOf = (time: string | undefined) => (Date.parse(time ?? '') - START) / MINUTE;
const idsSent = () => world.submissions(patch).map((body) => JSON.parse(body).instance_ids);
const alwaysBusy = (...targets: string[]) => {
  world.cloud.faults.decide = ({ call }) =>
    [patch, hotfix, plugin, proxy].some((one) => one.call === call)
      ? { kind: 'busy', ...(targets.length > 0 && { targets }) }
      : undefined;
};
/** No request is tried again, and once its jobs were followed to their ends nothing is due any more. */
const everythingRests = async () => {
  at(3 * 24 * 60);
  const entries = (await world.items()).map(({ doc }) => JSON.parse(doc?.S ?? '{}') as Partial<Entry>);
  const followed = await world.service.follow();
  expect(followed.again).toBe(false);
  expect(followed.lines.map(({ job_id }) => job_id).sort()).toEqual(
    entries.flatMap(({ jobs = [] }) => jobs.map(({ job_id }) => job_id)).sort(),
  );
  expect(await tried()).toEqual([]);
  at(3 * 24 * 60 + 20);
  expect(await world.service.sweep()).toMatchObject({ due: 0, queued: 0, failures: [] });
};
/** What the sweep put on the operations' queues; a job that is looked at meanwhile is none of it. */
const tried = async () => {
  const { queues } = world.service;
  const queued = await Promise.all(
    [patch, plugin, proxy, hotfix].map(({ operation }) => queues.receiveAll(queues.url(operation))),
  );
  return queued.flat().map(({ MessageAttributes }) => MessageAttributes?.request_id?.StringValue);
};

describe('a busy target', () => {
  test('is tried again alone, ever later, until its time is over', async () => {
    alwaysBusy(SECOND);
    let ran = await sendIt(patch, { not_after: 'PT90M' });
    expect(ran).toMatchObject({ again: false, dead: [] });
    let now = 0;
    let tries = 0;
    for (; ran.lines[0]?.next_try; tries++) {
      const next = minuteOf(ran.lines[0].next_try);
      const full = Math.min(15, 2 ** (tries + 1));
      expect(next - now).toBeGreaterThanOrEqual(full / 2 - 0.001);
      expect(next - now).toBeLessThanOrEqual(full + 0.001);
      at(next - 0.01);
      await world.service.sweep();
      expect(await tried()).toEqual([]);
      at(next);
      now = next;
      ran = await world.resume(patch.operation);
    }
    expect(now).toBeGreaterThan(90);
    expect(tries).toBeGreaterThan(8);
    expect(ran.lines).toMatchObject([{ status: 'partial', hand_over: 'pending' }]);
    expect(ran.lines[0]?.outcomes).toMatchObject([
      { target: FIRST, verdict: 'accepted' },
      { target: SECOND, verdict: 'not_sent', code: 'expired' },
    ]);
    expect(ran.dead).toMatchObject([{ attributes: { status: 'partial', request_id: 'r', code: 'expired' } }]);
    expect(idsSent().slice(0, 2)).toEqual([[FIRST, SECOND], [SECOND]]);
    expect(idsSent().slice(1).flat()).toEqual(Array.from({ length: tries }, () => SECOND).slice(1));
    await everythingRests();
  });

  test('keeps its own pace while another target is looked for', async () => {
    world.cloud.faults.decide = ({ call }) =>
      call === patch.call
        ? [
            { kind: 'reject', targets: [FIRST], error_code: 'DBS.200998' },
            { kind: 'busy', targets: [SECOND] },
          ]
        : undefined;
    const instance = world.cloud.state.instances.get(FIRST);
    if (instance) instance.patch_available = false;
    await sendIt(patch);
    for (let minute = 2; minute <= 30; minute += 2) {
      at(minute);
      await world.resume(patch.operation);
    }
    const times = world.cloud.received.filter(({ call }) => call === patch.call).map((one) => one.at);
    const waits = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / MINUTE);
    expect(waits.length).toBeGreaterThan(2);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(Math.min(15, 2 ** (index + 1)) / 2);
    });
  });

  test.each([patch, plugin, proxy, hotfix].map((one) => ({ name: one.operation, one })))(
    'is accepted once it is free ($name)',
    async ({ one }) => {
      world.cloud.faults.add({ call: one.call, fault: { kind: 'busy' } });
      const first = await sendIt(one);
      expect(first).toMatchObject({ again: false, dead: [], lines: [{ status: 'held' }] });
      expect(first.lines[0]?.outcomes[0]).toMatchObject({ verdict: 'rejected', retry: true });
      at(3);
      expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
      await everythingRests();
    },
  );
});

test('a wait lies between half and full of what it doubles to, within its bounds', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1000, max: 100_000 }),
      (tries, least, most) => {
        const full = Math.min(most, least * 2 ** tries);
        const wait = backoff(tries, { least, most });
        return wait >= Math.floor(full / 2) && wait <= Math.ceil(full);
      },
    ),
  );
});

test('once the cloud throttles, the rest of the batch is not sent, and all of it later', async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `${'b'.repeat(30)}${10 + n}in13`);
  for (const id of ids) {
    world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
  }
  world.cloud.faults.decide = () => ({ kind: 'throttle' });
  const Records = ids.flatMap((id, n) => {
    const intent = { ...patch.intent, instance_ids: [id], request_id: `r-${n}` };
    return world.mail(patch.operation, intent, { id: `m-${n}` }).Records;
  });
  const ran = await world.service.invoke(patch.operation, { Records });
  expect(world.submissions(patch).length).toBeLessThanOrEqual(5);
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toHaveLength(12);
  for (const line of ran.lines) {
    expect(line).toMatchObject({ status: 'held', outcomes: [{ verdict: 'not_sent', retry: true }] });
    expect(minuteOf(line.next_try)).toBeGreaterThanOrEqual(1);
  }
  world.cloud.faults.clear();
  at(3);
  expect(await world.service.sweep()).toMatchObject({ due: 12, failures: [] });
  const later = await world.service.deliver(patch.operation);
  expect(later.lines.map(({ status }) => status)).toEqual(ids.map(() => 'accepted'));
  expect(world.cloud.accepted.map(({ target }) => target).sort()).toEqual(ids);
});

test.each([patch, hotfix].map((one) => ({ name: one.operation, one })))(
  'what one call carried goes out again as one call ($name)',
  async ({ one }) => {
    world.cloud.faults.add({ call: one.call, fault: { kind: 'throttle' } });
    const [line] = (await sendIt(one)).lines;
    expect(line?.outcomes).toHaveLength(2);
    const next = minuteOf(line?.next_try);
    at(next - 0.01);
    expect((await world.service.sweep()).queued).toBe(0);
    // Were a target's time its own, only the first of them would go now.
    at(next);
    const again = await world.resume(one.operation);
    expect(again.lines[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
    expect(world.submissions(one).map((body) => JSON.parse(body).instance_ids)).toEqual([
      one.targets,
      one.targets,
    ]);
    await everythingRests();
  },
);

describe('not_before', () => {
  test('keeps a request until then, whatever comes meanwhile', async () => {
    const first = await sendIt(patch, { not_before: 'PT30M' });
    expect(first).toMatchObject({ again: false, dead: [], lines: [{ status: 'held' }] });
    expect(minuteOf(first.lines[0]?.next_try)).toBe(30);
    at(29);
    expect((await world.service.sweep()).queued).toBe(0);
    expect(await sendIt(patch, { not_before: 'PT30M' }, { sent: START })).toMatchObject({
      again: false,
      lines: [{ status: 'held' }],
    });
    expect(world.cloud.received).toEqual([]);
    at(30);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
    await everythingRests();
  });

  test('counts from the first delivery, also for one that comes later', async () => {
    await sendIt(patch, { not_before: 'PT30M' });
    at(20);
    const again = await sendIt(patch, { not_before: 'PT30M' });
    expect(minuteOf(again.lines[0]?.next_try)).toBe(30);
  });
});

describe('a time that is over', () => {
  test.each([patch, plugin, proxy].map((one) => ({ name: one.operation, one })))(
    'is an hour after the trigger for what starts at once ($name)',
    async ({ one }) => {
      at(60);
      expect((await sendIt(one, {}, { sent: START })).lines).toMatchObject([{ status: 'accepted' }]);
      const late = await sendIt(one, { request_id: 'late' }, { sent: START - 1000 });
      expect(late.lines).toMatchObject([{ status: 'expired' }]);
      for (const outcome of late.lines[0]?.outcomes ?? [])
        expect(outcome).toMatchObject({ verdict: 'not_sent', code: 'expired' });
      expect(late.dead).toMatchObject([{ attributes: { status: 'expired', request_id: 'late' } }]);
      expect(world.submissions(one)).toHaveLength(1);
      await everythingRests();
    },
  );

  test('is a day after the trigger for a hotfix', async () => {
    at(23 * 60);
    const start_time = '2024-11-05T02:00:00+0000';
    expect((await sendIt(hotfix, { start_time }, { sent: START })).lines).toMatchObject([
      { status: 'accepted' },
    ]);
    const late = await sendIt(hotfix, { start_time, request_id: 'late' }, { sent: START - 2 * HOUR });
    expect(late.lines).toMatchObject([{ status: 'expired' }]);
  });

  test('is not_after, also while the request waits', async () => {
    alwaysBusy();
    await sendIt(patch, { not_after: 'PT2M' });
    at(2.5);
    const ended = await world.resume(patch.operation);
    expect(ended.lines).toMatchObject([{ status: 'expired' }]);
    expect(ended.dead).toHaveLength(1);
    expect(world.submissions(patch)).toHaveLength(1);
    await everythingRests();
  });

  test('is not_after, looked at once more right before the call', async () => {
    const claim = world.ledger.stop('back', isWrite);
    const running = sendIt(patch, { not_after: 'PT1M' });
    await claim.arrived;
    at(1.05);
    claim.release();
    expect((await running).lines).toMatchObject([{ status: 'expired' }]);
    expect(world.submissions(patch)).toHaveLength(0);
  });

  test('is the start of a hotfix that passed while it waited', async () => {
    alwaysBusy();
    await sendIt(hotfix, { start_time: 'PT10M' });
    at(3);
    await world.resume(hotfix.operation);
    at(11);
    const ended = await world.resume(hotfix.operation);
    expect(ended.lines).toMatchObject([{ status: 'expired', reason: expect.stringContaining('start_time') }]);
    expect(ended.dead).toHaveLength(1);
    expect(world.submissions(hotfix)).toHaveLength(2);
  });
});

test('durations are resolved once: a later delivery of the same does not move them', async () => {
  world.cloud.faults.add({ call: hotfix.call, fault: { kind: 'busy' } });
  await sendIt(hotfix, { start_time: 'PT2H' });
  at(90);
  const retried = await sendIt(hotfix, { start_time: 'PT2H' });
  expect(retried.lines).toMatchObject([{ status: 'accepted' }]);
  const starts = world.submissions(hotfix).map((body) => JSON.parse(body).start_time);
  expect(starts).toEqual(['2024-10-30T04:00:00+0000', '2024-10-30T04:00:00+0000']);

  // The instances of the first are at work until its task has ended.
  const instance_ids = ['b', 'c'].map((letter) => `${letter.repeat(32)}in14`);
  for (const id of instance_ids) {
    world.cloud.state.addInstance({ id, service: 'gaussdb', project_id: String(hotfix.intent.project_id) });
  }
  world.cloud.faults.add({ call: hotfix.call, fault: { kind: 'busy' } });
  await sendIt(hotfix, { start_time: 'PT2H', request_id: 'second', instance_ids });
  at(90 + 150);
  const late = await sendIt(hotfix, { start_time: 'PT2H', request_id: 'second', instance_ids });
  expect(late.lines).toMatchObject([{ status: 'expired' }]);
  expect(world.submissions(hotfix)).toHaveLength(3);
});

describe('the sweep', () => {
  const hold = async (request_id = 'r') => {
    await sendIt(patch, { not_before: 'PT10M', request_id });
    at(10);
  };

  test('run twice at once sends nothing twice', async () => {
    await hold();
    await Promise.all([world.service.sweep(), world.service.sweep()]);
    const ran = await world.service.deliver(patch.operation);
    expect(ran.lines.length).toBeGreaterThanOrEqual(1);
    expect(ran.lines.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('repeats what was lost on the way, after its time', async () => {
    await hold();
    expect((await world.service.sweep()).queued).toBe(1);
    const { queues } = world.service;
    await queues.purge(queues.url(patch.operation));
    at(24);
    expect((await world.service.sweep()).queued).toBe(0);
    at(25);
    const ran = await world.resume(patch.operation);
    expect(ran.lines).toMatchObject([{ status: 'accepted', trigger: 'queue', request_id: 'r' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('does not make due again what was settled before it could postpone it', async () => {
    await hold();
    const postpone = world.ledger.stop('there', ({ action }) => action === 'UpdateItem');
    const sweeping = world.service.sweep();
    await postpone.arrived;
    expect((await world.service.deliver(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    postpone.release();
    await sweeping;
    // Due is only what follows its jobs, as it was before the sweep wanted to postpone it.
    const { due_at, follow_at } = (await world.entry('r')) ?? {};
    expect(due_at).toBeUndefined();
    expect(follow_at).toBe(Date.now() + 10_000);
    expect((await world.item('r'))?.due_at).toEqual({ N: String(follow_at) });
    await everythingRests();
  });

  test('leaves everything due while the queue is down', async () => {
    await hold();
    world.sqs.failNext(3, 'error', 'SendMessageBatch');
    const swept = await world.service.sweep();
    expect(swept).toMatchObject({ due: 1, queued: 0, failures: [expect.stringContaining('did not take')] });
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('says so when the ledger is down', async () => {
    await hold();
    world.ledger.break('down', () => true);
    const { failures } = await world.service.sweep();
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toContain('the ledger');
  });

  test('is not stopped by an operation whose queue is gone', async () => {
    const entry = (request_id: string) => ({
      operation: 'retired',
      request_id,
      region: 'ap-southeast-1',
      project_id: String(patch.intent.project_id),
      intent: {},
      fields: {},
      terms: { within_ms: 3_600_000 },
      fingerprint: 'f',
      trigger: 'queue' as const,
      triggered_at: START,
      deadline: START + DAY,
      targets: { x: { state: 'waiting' as const } },
      tries: 0,
      put_off: 0,
      due_at: START,
    });
    const ledger = openLedger(String(process.env.LEDGER_TABLE));
    for (let n = 0; n < 40; n++) {
      await ledger.write({ name: 'retired', service: 'geminidb' } as never, entry(`retired-${n}`), undefined);
    }
    await hold('in-use');
    const swept = await world.service.sweep();
    expect(swept.failures).not.toEqual([]);
    const { queues } = world.service;
    const messages = await queues.receiveAll(queues.url(patch.operation));
    expect(messages.map(({ Body = '' }) => JSON.parse(Body).request_id)).toContain('in-use');
  });

  test('tells how late it is, and takes more than a page', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `r-${n}`);
    const Records = ids.flatMap((request_id) => {
      const intent = { ...patch.intent, request_id, not_before: 'PT10M' };
      return world.mail(patch.operation, intent, { id: request_id }).Records;
    });
    await world.service.invoke(patch.operation, { Records });
    at(15);
    expect(await world.service.sweep()).toMatchObject({
      due: 120,
      queued: 120,
      overdue_ms: 5 * MINUTE,
      failures: [],
    });
    expect((await world.service.sweep()).due).toBe(0);
  });
});

describe('handing over to a person', () => {
  const gone = () =>
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'reject', error_code: 'DBS.200002', error_message: 'gone' },
    });

  test('happens at once, and is marked', async () => {
    gone();
    const ran = await sendIt(patch);
    expect(ran.dead).toMatchObject([
      { attributes: { status: 'rejected', code: 'DBS.200002', request_id: 'r' } },
    ]);
    expect(await world.entry('r')).toMatchObject({ hand_over: 'done' });
    await everythingRests();
  });

  test.each(['comes back', 'is never heard of again'])(
    'a run that ends between the ledger and the dead-letter queue, and %s: handed over later, once',
    async (what) => {
      gone();
      world.sqs.failNext(3, 'error', 'SendMessageBatch');
      const ran = await sendIt(patch);
      expect(ran).toMatchObject({ again: true, dead: [] });
      expect(await world.entry('r')).toMatchObject({ hand_over: 'pending' });
      at(2);
      const later = what === 'comes back' ? await sendIt(patch) : await world.resume(patch.operation);
      expect(later).toMatchObject({ again: false, lines: [{ status: 'duplicate' }] });
      expect(later.dead).toMatchObject([{ attributes: { status: 'rejected', code: 'DBS.200002' } }]);
      expect(await world.entry('r')).toMatchObject({ hand_over: 'done' });
      expect((await sendIt(patch)).dead).toEqual([]);
      expect(world.submissions(patch)).toHaveLength(1);
      await everythingRests();
    },
  );

  test('that cannot be marked is repeated rather than forgotten', async () => {
    gone();
    world.ledger.break('down', (call) => isWrite(call) && call.body.includes('\\"hand_over\\":\\"done\\"'));
    const ran = await sendIt(patch);
    expect(ran).toMatchObject({ again: true, dead: [{ attributes: { status: 'rejected' } }] });
    world.ledger.clear();
    at(2);
    expect((await world.resume(patch.operation)).dead).toHaveLength(1);
    await everythingRests();
  });
});

describe('a request that was settled before', () => {
  test.each<[string, () => void, object]>([
    ['accepted', () => undefined, {}],
    [
      'rejected',
      () => world.cloud.faults.add({ call: patch.call, fault: { kind: 'reject', error_code: 'DBS.200002' } }),
      {},
    ],
    ['expired', () => at(3), { not_after: 'PT1M' }],
  ])('as %s is told again, and nothing is sent', async (status, prepare, more) => {
    prepare();
    const first = await sendIt(patch, more, { sent: START });
    expect(first.lines).toMatchObject([{ status }]);
    const calls = world.cloud.received.length;
    for (const way of ['queue', 'timer'] as const) {
      const event = { ...patch.intent, request_id: 'r', ...more };
      const again = await world.service.fire(way, patch.operation, event);
      expect(again).toMatchObject({ again: false, dead: [] });
      expect(again.lines).toMatchObject([
        { status: 'duplicate', outcomes: first.lines[0]?.outcomes, reason: expect.stringContaining(status) },
      ]);
    }
    expect(world.cloud.received).toHaveLength(calls);
  });

  test('with another intent under its id is invalid, and both fingerprints and what differs are named', async () => {
    await sendIt(patch);
    const other = await sendIt(patch, { instance_ids: [FIRST], reason: 'another' });
    const { fingerprint } = (await world.entry('r')) ?? {};
    expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(other.lines).toMatchObject([{ status: 'invalid' }]);
    expect(other.lines[0]?.reason).toMatch(
      /^request_id: .* of 2024-10-30T02:00:00\.000Z, which differs in instance_ids, reason \(/,
    );
    const named = other.lines[0]?.reason?.match(/[0-9a-f]{32}/g);
    expect(named).toHaveLength(2);
    expect(named).toContain(fingerprint);
    expect(other.dead).toMatchObject([{ attributes: { status: 'invalid' } }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('with another secret under its id is invalid, and the secret is not named', async () => {
    const url = (secret: string) => ({
      url: `https://packages.obs.ap-southeast-1.myhuaweicloud.com/p?Signature=${secret}`,
    });
    await sendIt(plugin, url('first-secret'));
    const other = await sendIt(plugin, url('other-secret'));
    expect(other.lines).toMatchObject([{ status: 'invalid' }]);
    expect(other.lines[0]?.reason).toContain('which differs in a part that is not shown (');
    expect(JSON.stringify(other)).not.toMatch(/(first|other)-secret/);
  });

  test.each<[string, object]>([
    ['the order of its keys', { instance_ids: patch.targets, project_id: patch.intent.project_id }],
    ['its region, which is the deployment’s', { ...patch.intent, region: 'ap-southeast-1' }],
    ['order of ids', { ...patch.intent, instance_ids: [SECOND, FIRST] }],
  ])('and written with another %s is the same', async (_, intent) => {
    await sendIt(patch);
    const again = await world.service.fire('queue', patch.operation, { ...intent, request_id: 'r' });
    expect(again.lines).toMatchObject([{ status: 'duplicate' }]);
  });

  test.each<[string, object]>([
    ['reason', { reason: 'another' }],
    ['not_after', { not_after: 'PT7M' }],
  ])('with another %s is not', async (_, more) => {
    await sendIt(patch);
    expect((await sendIt(patch, more)).lines).toMatchObject([{ status: 'invalid' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });
});

test.each(['queue', 'timer'] as const)('a dry run (%s) neither reads nor writes the ledger', async (way) => {
  const ran = await world.service.fire(way, patch.operation, {
    ...patch.intent,
    request_id: 'r',
    dry_run: true,
  });
  expect(ran.lines).toMatchObject([{ status: 'dry_run' }]);
  expect(world.ledger.seen).toEqual([]);
});

test('a region without a known host ends at once, and leaves nothing behind', async () => {
  world.signWithKeys();
  const ran = await sendIt(patch, { region: 'xx-nowhere-1' });
  expect(ran.lines).toMatchObject([{ status: 'invalid' }]);
  expect(ran.dead).toHaveLength(1);
  expect(world.cloud.received).toEqual([]);
  await everythingRests();
});

describe('35 ids', () => {
  const ids = Array.from({ length: 35 }, (_, n) => `${'c'.repeat(30)}${10 + n}in13`);
  const intent = { ...patch.intent, request_id: 'parent', instance_ids: ids };
  beforeEach(() => {
    for (const id of ids) {
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
    }
  });
  const each = () => {
    expect(idsSent().flat().sort()).toEqual(ids);
    expect(world.submissions(patch)).toHaveLength(4);
    expect(world.cloud.accepted.map(({ target }) => target).sort()).toEqual(ids);
  };

  test('delivered twice: each of the four calls once', async () => {
    for (let n = 0; n < 2; n++) {
      const parent = await world.service.invoke(patch.operation, world.mail(patch.operation, intent));
      expect(parent).toMatchObject({ again: false, lines: [{ status: 'held' }] });
    }
    const children = await world.service.deliver(patch.operation);
    expect(children.lines).toHaveLength(8);
    each();
  });

  test('killed after the queue took them and before it heard so: each of the four calls once', async () => {
    world.sqs.failNext(3, 'lost', 'SendMessageBatch');
    const killed = await world.service.invoke(patch.operation, world.mail(patch.operation, intent));
    expect(killed).toMatchObject({ again: true, dead: [], lines: [{ status: 'failed', retry: true }] });
    await world.service.invoke(patch.operation, world.mail(patch.operation, intent));
    const children = await world.service.deliver(patch.operation);
    expect(children.lines).toHaveLength(16);
    each();
  });

  test('sent again in another order under the same id: no target is sent a second time', async () => {
    world.cloud.state.jobDurationMs = 1000;
    await world.service.invoke(patch.operation, world.mail(patch.operation, intent));
    await world.service.deliver(patch.operation);
    at(5);
    const turned = { ...intent, instance_ids: [...ids].reverse() };
    await world.service.invoke(patch.operation, world.mail(patch.operation, turned));
    await world.service.deliver(patch.operation);
    each();
  });
});

describe('what it costs', () => {
  const counts = () =>
    Object.fromEntries(
      ['GetItem', 'PutItem', 'UpdateItem', 'Query'].map((action) => [action, world.calls(action).length]),
    );

  test('two writes and one read for a request that is accepted, one of each for the lock on an instance, and two reads for a pause', async () => {
    await sendIt(patch);
    const locks = patch.targets.length;
    expect(counts()).toEqual({ GetItem: 3 + locks, PutItem: 2 + locks, UpdateItem: 0, Query: 0 });
  });

  test('one read for a duplicate', async () => {
    await sendIt(patch);
    const before = counts();
    await sendIt(patch);
    expect(counts()).toEqual({ ...before, GetItem: Number(before.GetItem) + 1 });
  });

  test('one write for a request that waits for its time', async () => {
    await sendIt(patch, { not_before: 'PT10M' });
    expect(counts()).toEqual({ GetItem: 1, PutItem: 1, UpdateItem: 0, Query: 0 });
  });
});

describe('the query of a plug-in URL', () => {
  const url =
    'https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz?AccessKeyId=AK0815&Signature=c2VjcmV0';
  const secrets = ['AK0815', 'c2VjcmV0', 'correct horse', process.env.HW_SECRET_KEY ?? 'AK0815'];
  const stored = async () => JSON.stringify(await world.items());

  test('is nowhere in the ledger, and reaches the cloud whole when the request is resumed', async () => {
    const held = await sendIt(plugin, { url, not_before: 'PT10M' });
    at(10);
    await world.service.sweep();
    const { queues } = world.service;
    const queued = JSON.stringify(await queues.receiveAll(queues.url(plugin.operation)));
    const ran = await world.service.deliver(plugin.operation);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(plugin).map((body) => JSON.parse(body).url)).toEqual([url]);
    for (const secret of secrets) {
      expect(await stored()).not.toContain(secret);
      expect(queued).not.toContain(secret);
      expect([...held.raw, ...ran.raw].join()).not.toContain(secret);
    }
  });

  test('is nowhere in the ledger by any encoding of it', async () => {
    await sendIt(plugin, { url });
    const items = await world.items();
    const texts = items.flatMap((item) => Object.values(item).flatMap(({ S = '' }) => S));
    const decoded = texts.flatMap((text) => [text, Buffer.from(text, 'base64').toString('latin1')]);
    const sealed = (await world.entry('r'))?.sealed ?? '';
    expect(sealed).not.toBe('');
    for (const text of [...decoded, Buffer.from(sealed, 'base64').toString('latin1')]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  const changePassword = () => {
    const user = world.cloud.state.users.get('acme/upkeep');
    if (user) user.password = 'another password altogether';
    world.set({ HW_USER_PASSWORD: 'another password altogether' });
  };

  test('is lost with the credential: the request ends, says why, and is handed over once', async () => {
    await sendIt(plugin, { url, not_before: 'PT10M' });
    changePassword();
    at(10);
    const ran = await world.resume(plugin.operation);
    expect(ran.lines).toMatchObject([
      { outcomes: [{ verdict: 'not_sent', reason: expect.stringContaining('credential that has changed') }] },
    ]);
    expect(ran.dead).toHaveLength(1);
    expect(world.submissions(plugin)).toEqual([]);
    await everythingRests();
  });

  test('is lost with the credential while an outcome is unknown: it ends as unknown', async () => {
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'cut-after' } });
    await sendIt(plugin, { url });
    changePassword();
    at(3);
    const ran = await world.resume(plugin.operation);
    expect(ran.lines[0]?.outcomes).toMatchObject([{ verdict: 'unknown' }]);
    expect(ran.lines[0]?.status).toBe('unknown');
    expect(ran.dead).toHaveLength(1);
    await everythingRests();
  });

  test('of two requests is sealed differently though it is the same', async () => {
    await sendIt(plugin, { url });
    await sendIt(plugin, { url, request_id: 'r2' });
    const [one, two] = [await world.entry('r'), await world.entry('r2')];
    expect(one?.sealed).toBeDefined();
    expect(one?.sealed).not.toBe(two?.sealed);
  });

  test('an intent without secrets is kept in the clear', async () => {
    await sendIt(patch);
    const entry = await world.entry('r');
    expect(entry).not.toHaveProperty('sealed');
    expect(entry?.intent).toMatchObject({ ...patch.intent, request_id: 'r' });
  });
});

describe('an entry is kept', () => {
  const keptFor = async (request_id = 'r') =>
    Number((await world.item(request_id))?.expires_at?.N) * 1000 - START;

  test.each<[string, object, number]>([
    ['after the default deadline', {}, HOUR],
    ['after not_after', { not_after: 'P20D' }, 20 * DAY],
    ['after not_before', { not_before: 'P10D', not_after: 'P11D' }, 11 * DAY],
  ])('35 days %s', async (_, more, deadline) => {
    await sendIt(patch, more);
    expect(await keptFor()).toBeGreaterThanOrEqual(deadline + 35 * DAY);
    expect(await keptFor()).toBeLessThanOrEqual(deadline + 36 * DAY);
  });

  test('35 days after the job that starts in ten days may end', async () => {
    await sendIt(hotfix, { start_time: 'P10D', not_after: 'P1D' });
    expect(await keptFor()).toBeGreaterThanOrEqual(10 * DAY + 2 * HOUR + 35 * DAY);
    expect(await keptFor()).toBeLessThanOrEqual(10 * DAY + 3 * HOUR + 35 * DAY);
  });

  test('longer when its deadline is moved', async () => {
    at(90);
    await sendIt(patch, {}, { sent: START });
    await sendIt(patch, {}, { sent: START, attributes: { extend: 'yes' } });
    expect(await keptFor()).toBeGreaterThanOrEqual(2 * HOUR + 35 * DAY);
  });
});

// The ledger reads its intents back by the rule for a `request_id`: what passed without it would wait and then be unreadable.
describe('an id from a message attribute', () => {
  test.each([
    ['with a blank', 'CHG 1042'],
    ['with an umlaut', 'Änderung-1'],
    ['that a mask would change', 'CHG?a=b'],
    ['too long for a key', 'x'.repeat(3000)],
  ])('%s is none: nothing is sent', async (_, request_id) => {
    alwaysBusy();
    const ran = await sendIt(patch, { request_id: undefined }, { attributes: { request_id } });
    expect(ran.lines).toMatchObject([{ status: 'invalid', faults: [{ path: 'request_id' }] }]);
    expect(ran).toMatchObject({ again: false, dead: [{ attributes: { status: 'invalid' } }] });
    expect(world.submissions(patch)).toEqual([]);
    expect(await world.items()).toEqual([]);
  });

  test('that is one is waited under, and sent', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    const attributes = { request_id: 'CHG-1042' };
    await sendIt(patch, { request_id: undefined }, { attributes });
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { request_id: 'CHG-1042', status: 'accepted' },
    ]);
  });
});
