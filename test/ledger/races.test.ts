import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import { patch, plugin } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { isAnything, isClaim, isSettle, isSubmission, isWrite, type Passing } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const [FIRST = '', SECOND = ''] = patch.targets;
const { operation } = patch;
const intent = { ...patch.intent, request_id: 'race', instance_ids: [FIRST] };

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
  await world.reset();
  // The token is there before any test begins.
  await world.service.fire('queue', operation, intent);
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const jobs = () => world.cloud.accepted.map(({ job_id }) => job_id);
const deliver = (remaining?: number | (() => number), id = 'message-1') =>
  world.service.invoke(operation, world.mail(operation, intent, { id }), remaining);

/** The time left of an invocation that ends with the first such call to the ledger. */
const endsWith = (match: (call: Passing) => boolean) => () => (world.ledger.seen.some(match) ? 0 : 60_000);

describe('two deliveries of one request', () => {
  test('at once: one of them sends', async () => {
    const events = ['message-1', 'message-2'].map((id) => world.mail(operation, intent, { id }));
    const ran = await world.service.invoke(operation, { Records: events.flatMap(({ Records }) => Records) });
    expect(world.submissions(patch)).toHaveLength(1);
    expect(ran.lines.map(({ status }) => status).sort()).toEqual(['accepted', 'held']);
    expect(ran.result).toMatchObject({ batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
    const again = await deliver();
    expect(again.lines).toMatchObject([{ status: 'duplicate', outcomes: [{ job_id: jobs()[0] }] }]);
  });

  test('both having read the ledger before either wrote: one of them sends', async () => {
    const claim = world.ledger.stop('there', isClaim);
    const slow = deliver();
    await claim.arrived;
    const fast = await deliver(undefined, 'message-2');
    claim.release();
    expect(fast.lines).toMatchObject([{ status: 'accepted' }]);
    expect((await slow).lines).toMatchObject([
      { status: 'held', retry: true, reason: 'another run was faster' },
    ]);
    expect((await slow).again).toBe(true);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('the second, which read before the first wrote, ends without a call: it leaves the first alone', async () => {
    const read = world.ledger.stop('back', ({ action }) => action === 'GetItem');
    const second = deliver(10_000, 'message-2');
    await read.arrived;
    const submission = world.gemini.stop('back', isSubmission);
    const first = deliver();
    await submission.arrived;
    read.release();
    expect(await second).toMatchObject({
      again: true,
      lines: [{ status: 'held', retry: true, reason: 'another run was faster' }],
    });
    expect(await world.entry('race')).toMatchObject({ targets: { [FIRST]: { state: 'submitting' } } });
    submission.release();
    expect((await first).lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('the second while the first is in the cloud: handed back to the queue', async () => {
    const submission = world.gemini.stop('back', isSubmission);
    const first = deliver();
    await submission.arrived;
    const second = await deliver(undefined, 'message-2');
    expect(second).toMatchObject({ again: true, dead: [], lines: [{ status: 'held', retry: true }] });
    expect(second.lines[0]?.outcomes).toMatchObject([{ target: FIRST, verdict: 'unknown' }]);
    submission.release();
    expect((await first).lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('the second, a timer’s, while the first is in the cloud: queued', async () => {
    const submission = world.gemini.stop('back', isSubmission);
    const first = deliver();
    await submission.arrived;
    const second = await world.service.fire('timer', operation, intent);
    expect(second).toMatchObject({ again: false, dead: [], lines: [{ status: 'held', trigger: 'timer' }] });
    submission.release();
    await first;
    const third = await world.service.deliver(operation);
    expect(third.lines).toMatchObject([{ status: 'duplicate', trigger: 'timer', request_id: 'race' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });
});

/** A delivery whose invocation ends in the middle: nothing is written once the claim stands. */
async function dieAfterClaim(): Promise<void> {
  world.ledger.break('down', isSettle);
  const ran = await deliver(endsWith(isSettle));
  expect(ran.again).toBe(true);
  world.ledger.clear();
}

describe('an owner that dies after its claim', () => {
  test('leaves a lease, then is swept, looked for and found', async () => {
    await dieAfterClaim();
    expect(world.submissions(patch)).toHaveLength(1);
    const early = await deliver();
    expect(early).toMatchObject({ again: true, lines: [{ status: 'held' }] });
    at(1);
    expect((await world.service.sweep()).queued).toBe(0);
    at(4);
    const swept = await world.resume(operation);
    expect(swept.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('without having sent anything, is looked for and only sent after the margin', async () => {
    const claim = world.ledger.stop('back', isClaim);
    world.ledger.break('down', isWrite);
    // The claim stands, but its owner only gets to its call when no time is left for it.
    let left = 60_000;
    const owner = deliver(() => left);
    await claim.arrived;
    left = 0;
    claim.release();
    expect(await owner).toMatchObject({ again: true });
    world.ledger.clear();
    expect(world.submissions(patch)).toHaveLength(0);
    at(4);
    expect((await world.resume(operation)).lines).toMatchObject([{ status: 'unknown' }]);
    expect(world.submissions(patch)).toHaveLength(0);
    at(14);
    const sent = await world.resume(operation);
    expect(sent.lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('whose message comes back after the lease and before the sweep: waits for its time', async () => {
    await dieAfterClaim();
    at(2);
    const back = await deliver();
    expect(back).toMatchObject({ again: false, lines: [{ status: 'held', next_try: expect.any(String) }] });
    expect(world.submissions(patch)).toHaveLength(1);
  });
});

describe('an owner that returns after its lease', () => {
  test('with a job: the run that took over had found the same one', async () => {
    const submission = world.gemini.stop('back', isSubmission);
    const slow = deliver();
    await submission.arrived;
    at(4);
    await world.resume(operation);
    submission.release();
    const report = (await slow).lines[0];
    expect(report).toMatchObject({ status: 'accepted', outcomes: [{ target: FIRST, job_id: jobs()[0] }] });
    expect(report).not.toHaveProperty('conflicts');
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('with a job that no list showed, after another was started: both are named, and a person told', async () => {
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'job', unlisted: true, durationMs: 1000, unchanged: true },
    });
    const submission = world.gemini.stop('back', isSubmission);
    const slow = deliver();
    await submission.arrived;
    at(14);
    expect((await world.resume(operation)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
    submission.release();
    const late = await slow;
    expect(late.lines[0]).toMatchObject({ conflicts: [FIRST], hand_over: 'pending' });
    expect(late.lines[0]?.outcomes.map(({ job_id }) => job_id).sort()).toEqual(jobs().sort());
    expect(late.dead).toHaveLength(1);
    expect(await world.entry('race')).toMatchObject({ conflicts: [FIRST], hand_over: 'done' });
  });

  test('with a refusal, while another run submits: its word counts for nothing', async () => {
    world.cloud.faults.add({
      call: patch.call,
      fault: { kind: 'refuse', status: 404, body: { error_code: 'DBS.200002', error_msg: 'gone' } },
    });
    const first = world.gemini.stop('back', isSubmission);
    const slow = deliver();
    await first.arrived;
    at(14);
    const second = world.gemini.stop('back', isSubmission);
    await world.service.sweep();
    const other = world.service.deliver(operation);
    await second.arrived;
    first.release();
    await slow;
    expect((await world.entry('race'))?.targets[FIRST]).toMatchObject({ state: 'submitting' });
    second.release();
    expect((await other).lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
  });

  test('before its call, while another run submits: it sends nothing and takes nothing from the other', async () => {
    const claim = world.ledger.stop('back', isClaim);
    const slow = deliver();
    await claim.arrived;
    at(14);
    const submission = world.gemini.stop('there', isSubmission);
    await world.service.sweep();
    const other = world.service.deliver(operation);
    await submission.arrived;
    claim.release();
    await slow;
    expect(world.gemini.seen.filter(isSubmission)).toHaveLength(1);
    expect((await world.entry('race'))?.targets[FIRST]).toMatchObject({ state: 'submitting' });
    at(14.5);
    const third = await deliver(undefined, 'message-3');
    expect(third.lines).toMatchObject([{ status: 'held', retry: true }]);
    expect(world.gemini.seen.filter(isSubmission)).toHaveLength(1);
    submission.release();
    await other;
  });
});

describe('the ledger fails when the outcome is to be written', () => {
  test('for some calls: written in the end', async () => {
    world.ledger.break('down', isSettle, 7);
    const ran = await deliver();
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'accepted' }] });
    expect(await world.entry('race')).toMatchObject({ targets: { [FIRST]: { state: 'done' } } });
  });

  test.each([
    ['accepted', undefined],
    ['lost', { kind: 'cut-after' } as const],
  ])('for good (%s): reported as unknown, handed back, and found by the next delivery', async (_, fault) => {
    if (fault) world.cloud.faults.add({ call: patch.call, fault });
    world.ledger.break('down', isSettle);
    const ran = await deliver(endsWith(isSettle));
    expect(ran).toMatchObject({ again: true, dead: [] });
    expect(ran.lines).toMatchObject([
      { status: 'unknown', outcomes: [{ target: FIRST, verdict: 'unknown' }] },
    ]);
    world.ledger.clear();
    at(4);
    const next = await deliver(undefined, 'message-2');
    expect(next.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('refused for some calls, as while a permission is mended: written in the end', async () => {
    world.ledger.break('refused', isSettle, 3);
    const ran = await deliver();
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'accepted' }] });
    expect(await world.entry('race')).toMatchObject({ targets: { [FIRST]: { state: 'done' } } });
  });

  test('the report names the job that the ledger did not take', async () => {
    world.ledger.break('down', isSettle);
    const ran = await deliver(endsWith(isSettle));
    expect(ran.lines[0]?.reason).toContain(jobs()[0]);
  });
});

describe('the answer to a write is lost', () => {
  test.each([
    ['of the claim', isClaim],
    ['of the outcome', isSettle],
  ])('%s: the write meets itself and counts', async (_, match) => {
    world.ledger.break('lost', match, 1);
    const ran = await deliver();
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'accepted' }] });
    expect(world.submissions(patch)).toHaveLength(1);
    expect((await world.item('race'))?.version).toEqual({ N: '2' });
  });

  test('of the claim, three times: it is taken back, and nothing is sent on the strength of it', async () => {
    world.ledger.break('lost', isClaim, 3);
    const ran = await deliver();
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'held', next_try: expect.any(String) }] });
    expect(await world.entry('race')).toMatchObject({ targets: { [FIRST]: { state: 'waiting' } } });
    expect(world.submissions(patch)).toHaveLength(0);
  });

  test('of the outcome, three times: written once more, to the same effect', async () => {
    world.ledger.break('lost', isSettle, 3);
    const ran = await deliver();
    expect(ran.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(ran.lines[0]).not.toHaveProperty('conflicts');
  });
});

test('a run without time for a call claims nothing', async () => {
  await deliver(10_000);
  expect(await world.entry('race')).toMatchObject({ tries: 0, targets: { [FIRST]: { state: 'waiting' } } });
  expect(world.calls('PutItem')).toHaveLength(1);
});

describe('without a ledger nothing is sent', () => {
  const hold = (ran: Awaited<ReturnType<typeof deliver>>) => {
    expect(ran).toMatchObject({ again: true, dead: [] });
    expect(ran.lines).toMatchObject([
      { status: 'failed', retry: true, outcomes: [{ target: FIRST, verdict: 'not_sent' }] },
    ]);
    expect(world.cloud.received).toEqual([]);
  };

  test.each([
    ['cannot be read', isAnything],
    ['cannot be written', isWrite],
  ])('when it %s', async (_, match) => {
    world.ledger.break('down', match);
    hold(await deliver(endsWith(isWrite)));
  });

  test('when it cannot be read and a timer fires: the queue keeps it', async () => {
    world.ledger.break('down', isAnything);
    const ran = await world.service.fire('timer', operation, intent);
    expect(ran).toMatchObject({ again: false, dead: [], lines: [{ status: 'failed' }] });
    world.ledger.clear();
    expect((await world.service.deliver(operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('when its table is missing', async () => {
    world.set({ LEDGER_TABLE: 'no-such-table' });
    hold(await deliver());
  });

  test('when it fails for a while, every operation waits', async () => {
    world.ledger.break('down', isAnything);
    const event = world.mail(plugin.operation, plugin.intent);
    const ran = await world.service.invoke(plugin.operation, event);
    expect(ran.again).toBe(true);
    expect(world.submissions(plugin)).toEqual([]);
  });
});

describe('a fault of our own behind the call', () => {
  const broken = () =>
    jest.spyOn(patchDatabases, 'outcomes').mockImplementationOnce(() => {
      throw new TypeError('ours');
    });

  test('leaves the outcome unknown; the job is found', async () => {
    broken();
    expect((await deliver()).lines).toMatchObject([
      { status: 'unknown', next_try: expect.any(String), outcomes: [{ verdict: 'unknown' }] },
    ]);
    at(3);
    expect((await world.resume(operation)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('leaves it unknown without a ledger too, and is not tried again', async () => {
    world.set({ LEDGER_TABLE: undefined });
    broken();
    const ran = await deliver();
    expect(ran).toMatchObject({ again: false, dead: [{}], lines: [{ status: 'unknown' }] });
  });
});

test('one target’s late job does not disturb the others', async () => {
  const two = { ...intent, instance_ids: [FIRST, SECOND] };
  const submission = world.gemini.stop('back', isSubmission);
  const slow = world.service.invoke(operation, world.mail(operation, two));
  await submission.arrived;
  at(4);
  await world.resume(operation);
  submission.release();
  expect((await slow).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(patch)).toHaveLength(1);
  const { targets } = (await world.entry('race')) ?? {};
  expect(Object.keys(targets ?? {})).toEqual([FIRST, SECOND]);
});
