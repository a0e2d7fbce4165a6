import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callsOf, hotfix, operationOf, requestOf } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { accept, each, followToEnd, jobsOf, type Work } from './followed.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on', EVENT_BUS: 'upkeep' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** The reads since the last call of this, by service and call. */
const readsSince = () => {
  const reads = world.cloud.reads();
  world.cloud.received.length = 0;
  return reads;
};

/** What a submission reads before it, and what following its job for 30 minutes reads, sweeps coming every minute. */
function costsOf(one: Work) {
  const operation = operationOf(one);
  const { service, preflight, follow } = operation;
  const times = (count: number, calls: readonly string[]) =>
    Object.fromEntries(calls.map((call) => [`${service} ${call}`, count]));
  const before = callsOf(operation, preflight.reads(requestOf(one, START), one.target));
  const looked = callsOf(operation, follow.reads({ target: one.target, job_id: 'job' }));
  return {
    submission: times(1, [...before, ...one.proofReads]),
    job: { ...times(1, one.proofReads), ...times(10, looked) },
  };
}

describe.each(each)('what the cloud is asked ($name)', ({ one }) => {
  test('before a submission, and ten times while a job of half an hour is at work', async () => {
    const { submission, job } = costsOf(one);
    // What each costs: three reads before it, and two a look.
    expect(Object.keys(submission).length).toBeLessThanOrEqual(3);
    expect(Object.values(job).filter((times) => times === 10).length).toBeLessThanOrEqual(2);
    world.cloud.endings.add({ how: 'completed', afterMs: 30 * MINUTE });
    await accept(world, one);
    expect(readsSince()).toEqual(submission);
    const seen: number[] = [];
    let looks = 0;
    for (let minute = one.starts; minute <= one.starts + 40; minute++) {
      at(minute);
      await world.service.follow();
      const [now] = await jobsOf(world);
      if (now && now.looks > looks) seen.push(minute - one.starts);
      looks = now?.looks ?? 0;
    }
    expect(readsSince()).toEqual(job);
    expect(seen).toEqual([1, 2, 3, 5, 8, 12, 17, 22, 27, 32]);
    expect((await jobsOf(world))[0]).toMatchObject({ end: { end: 'succeeded' }, looks: 10 });
  });
});

test.each(each)('a change that lags is read alone, not the job again ($name)', async ({ one }) => {
  const { job } = costsOf(one);
  world.cloud.endings.add({ how: 'lags', lagMs: 8 * MINUTE, afterMs: 1.5 * MINUTE });
  await accept(world, one);
  readsSince();
  await followToEnd(world, one);
  expect((await jobsOf(world))[0]).toMatchObject({ end: { end: 'succeeded' }, looks: 7 });
  expect(readsSince()).toEqual(
    Object.fromEntries(Object.entries(job).map(([read, times]) => [read, times === 10 ? 2 : 6])),
  );
});

test('ten instances of one call cost one list of instances before it, and one list of tasks a look', async () => {
  const ids = Array.from({ length: 10 }, (_, n) => `${'a'.repeat(31)}${n}in14`);
  for (const id of ids) {
    world.cloud.state.addInstance({ id, service: 'gaussdb', project_id: String(hotfix.intent.project_id) });
  }
  await accept(world, hotfix, { instance_ids: ids });
  expect(readsSince()).toEqual({
    'gaussdb listDatabaseInstances': 1,
    'gaussdb showUpgradeCandidateVersions': 10,
  });
  at(121);
  await world.service.follow();
  expect(readsSince()).toEqual({ 'gaussdb listScheduleTask': 1 });
});

test('4,000 scheduled tasks in the month: the job is asked for by its instance, and its end is seen', async () => {
  await accept(world, hotfix);
  for (let n = 0; n < 4000; n++) {
    world.cloud.state.tasks.set(`other-${n}`, {
      id: `other-${n}`,
      service: 'gaussdb',
      project_id: String(hotfix.intent.project_id),
      instance_id: `${n}`,
      name: 'HOTFIX_VERSION_UPGRADE',
      created: Date.now() + 1000,
      visible: 0,
      starts: Date.now(),
      ends: Date.now(),
      listed: true,
      change: { kind: 'none' },
      settled: true,
    });
  }
  at(180);
  await world.service.follow();
  expect(await jobsOf(world)).toMatchObject(hotfix.targets.map(() => ({ end: { end: 'succeeded' } })));
  // The first page shows how long the list is; then one page of each instance.
  expect(readsSince()).toMatchObject({ 'gaussdb listScheduleTask': 1 + hotfix.targets.length });
});
