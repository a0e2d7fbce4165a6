import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hotfix, patch, proxy } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { isAnything, isWrite, type Passing } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { accept, followedBy, followToEnd, jobsOf, look } from './followed.ts';

const one = followedBy(patch);

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on', EVENT_BUS: 'upkeep' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const endsTold = () => world.bus.taken.filter(({ detailType }) => detailType === 'Upkeep Job Ended');
const isJobRead = ({ method, path }: Passing) => method === 'GET' && path.includes('/jobs?');

test('an end that is delivered again, sooner or later, is neither told nor written again', async () => {
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  await accept(world, one);
  expect(await followToEnd(world, one)).toHaveLength(1);
  const item = await world.item('r');
  const reads = world.cloud.received.length;
  for (const minute of [10, 60, 3000]) {
    at(minute);
    expect(await look(world, one)).toMatchObject({ lines: [], again: false });
  }
  expect(await world.item('r')).toEqual(item);
  expect(world.cloud.received).toHaveLength(reads);
  expect(endsTold()).toHaveLength(1);
});

test('a job that is not due yet is not looked at, however often it is delivered', async () => {
  await accept(world, one);
  await look(world, one);
  at(1);
  await Promise.all([look(world, one)]);
  const reads = world.cloud.received.length;
  for (let n = 0; n < 3; n++) await look(world, one);
  expect(world.cloud.received).toHaveLength(reads);
  expect((await jobsOf(world))[0]).toMatchObject({ looks: 1 });
});

test('one message twice in a batch, and twenty followers at once: one end', async () => {
  world.cloud.endings.add({ how: 'failed', fail_reason: 'x', afterMs: MINUTE });
  await accept(world, one);
  at(2);
  const message = { operation: one.operation, project_id: one.intent.project_id, request_id: 'r' };
  const { Records } = world.mail('follow-job', message);
  const runs = await Promise.all(
    Array.from({ length: 10 }, () =>
      world.service.invoke('follow-job', { Records: [...Records, ...Records] }),
    ),
  );
  const lines = runs.flatMap(({ raw }) => raw).filter((line) => line.includes('"jobs_ended"'));
  expect(lines).toHaveLength(1);
  expect((await jobsOf(world))[0]?.end).toMatchObject({ end: 'failed', at: Date.now() });
  // Those who lost a race may have told it too; the receiver knows it by its id.
  expect(new Set(endsTold().map(({ detail }) => detail.event_id)).size).toBe(1);
});

test('both having looked before either wrote: the first to write ends it', async () => {
  world.cloud.endings.add({ how: 'failed', fail_reason: 'x', afterMs: MINUTE });
  await accept(world, one);
  await look(world, one);
  at(2);
  const write = world.ledger.stop('there', isWrite);
  const slow = look(world, one);
  await write.arrived;
  at(2.5);
  expect((await look(world, one)).lines).toMatchObject([{ end: 'failed' }]);
  write.release();
  expect((await slow).lines).toEqual([]);
  expect((await jobsOf(world))[0]?.end).toMatchObject({ at: START + 2.5 * MINUTE });
  expect(endsTold()).toHaveLength(1);
});

test('a follower whose look was overtaken neither ends the job nor forgets that it completed', async () => {
  world.cloud.endings.add({ how: 'lags', lagMs: 8 * MINUTE, afterMs: 3 * MINUTE });
  await accept(world, one);
  await look(world, one);
  at(2);
  const read = world.gemini.stop('back', isJobRead);
  const slow = look(world, one);
  await read.arrived;
  at(4);
  await look(world, one);
  const [completed] = await jobsOf(world);
  expect(completed).toMatchObject({ completed_at: START + 4 * MINUTE, seen: { word: 'Completed' } });
  // By then nothing has changed, and the ten minutes are over; but this follower asked for no proof.
  at(14.5);
  read.release();
  expect((await slow).lines).toEqual([]);
  const [job] = await jobsOf(world);
  expect(job).not.toHaveProperty('end');
  expect(job).toMatchObject({ completed_at: START + 4 * MINUTE, seen: { word: 'Completed' } });
  expect(await followToEnd(world, one)).toMatchObject([{ end: 'succeeded' }]);
});

test('a job that is accepted while another of the request is looked at is not lost', async () => {
  const [first = '', second = ''] = patch.targets;
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy', targets: [second] } });
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
  at(3);
  const read = world.gemini.stop('back', isJobRead);
  const slow = look(world, patch);
  await read.arrived;
  const resumed = await world.resume(patch.operation);
  expect(resumed.lines).toMatchObject([{ status: 'accepted' }]);
  read.release();
  await slow;
  expect((await jobsOf(world)).map(({ target, looks }) => [target, looks])).toEqual([
    [first, 1],
    [second, 0],
  ]);
  const lines = await followToEnd(world, patch);
  expect(lines.map(({ target, end }) => [target, end])).toEqual([
    [first, 'succeeded'],
    [second, 'succeeded'],
  ]);
});

test('a request whose jobs are not due is tried again without being followed', async () => {
  const [first = '', second = ''] = hotfix.targets;
  world.cloud.state.change(second, { status: 'BACKING UP' });
  await world.service.fire('queue', hotfix.operation, { ...hotfix.intent, request_id: 'r' });
  await world.service.follow();
  expect(await jobsOf(world)).toMatchObject([{ target: first, look_at: START + 120 * MINUTE + 10_000 }]);
  at(5);
  expect(await world.service.sweep()).toMatchObject({ due: 1, queued: 1 });
  const { queues } = world.service;
  expect(await queues.receiveAll(queues.url('follow-job'))).toEqual([]);
  expect(await queues.receiveAll(queues.url(hotfix.operation))).toHaveLength(1);
});

describe('a message', () => {
  test.each<[string, unknown]>([
    [
      'of no request that the ledger holds',
      { operation: patch.operation, project_id: 'p', request_id: 'gone' },
    ],
    [
      'of a request of another operation',
      { operation: proxy.operation, project_id: one.intent.project_id, request_id: 'r' },
    ],
  ])('%s does nothing', async (_, message) => {
    await accept(world, one);
    at(2);
    const ran = await world.service.invoke('follow-job', world.mail('follow-job', message));
    expect(ran).toMatchObject({ lines: [], again: false });
  });

  test.each<[string, unknown]>([
    ['that is no JSON', 'nonsense'],
    ['that names no operation', { project_id: 'p', request_id: 'r' }],
    ['of an operation that nobody knows', { operation: 'drop-database', project_id: 'p', request_id: 'r' }],
  ])('%s is handed back alone, and said', async (_, message) => {
    await accept(world, one);
    at(2);
    const good = { operation: one.operation, project_id: one.intent.project_id, request_id: 'r' };
    const Records = [
      ...world.mail('follow-job', message, { id: 'bad' }).Records,
      ...world.mail('follow-job', good, { id: 'good' }).Records,
    ];
    const ran = await world.service.invoke('follow-job', { Records });
    expect(ran.result).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(ran.lines).toMatchObject([
      { operation: 'follow-job', reason: 'the message names no operation, project and request' },
    ]);
    expect((await jobsOf(world))[0]).toMatchObject({ looks: 1 });
  });
});

describe('the ledger does not answer', () => {
  test.each<[string, (call: Passing) => boolean]>([
    ['at all', isAnything],
    ['to the write', isWrite],
  ])('%s: the message is handed back, and nothing is told', async (_, match) => {
    world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
    await accept(world, one);
    await look(world, one);
    at(2);
    world.ledger.break('down', match);
    const ran = await look(world, one);
    expect(ran.again).toBe(true);
    expect(ran.lines).toMatchObject([{ operation: 'follow-job', failed: 1, request_id: 'r' }]);
    expect(endsTold()).toEqual([]);
    world.ledger.clear();
    expect((await look(world, one)).lines).toMatchObject([{ end: 'succeeded' }]);
  });

  test('when asked whether it took the end: it did, once', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
    await accept(world, one);
    await look(world, one);
    at(2);
    world.ledger.break('lost', isWrite, 1);
    expect((await look(world, one)).lines).toMatchObject([{ end: 'succeeded' }]);
    expect(endsTold()).toHaveLength(1);
  });
});

test('without time left nothing is looked at, and that is no end', async () => {
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  await accept(world, one);
  at(2);
  const before = world.cloud.received.length;
  const ran = await world.service.follow(5000);
  expect(ran).toMatchObject({ lines: [], again: false });
  expect(world.cloud.received).toHaveLength(before);
  expect(await followToEnd(world, one)).toMatchObject([{ end: 'succeeded' }]);
});
