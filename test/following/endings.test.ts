import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { hotfix, operationsWith } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import {
  accept,
  blind,
  each,
  followedBy,
  followToEnd,
  jobsOf,
  look,
  minuteNow,
  type Work,
} from './followed.ts';

const HELD_UNSEEN = await operationsWith('heldUnseen');

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on', EVENT_BUS: 'upkeep' } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** The one line of the one end, which the ledger and the bus tell alike. */
async function endOf(one: Work) {
  const lines = await followToEnd(world, one);
  expect(lines).toHaveLength(1);
  const [line] = lines;
  const [job] = await jobsOf(world);
  expect(job?.end).toMatchObject({ end: line?.end });
  const events = world.bus.taken.filter(({ detailType }) => detailType === 'Upkeep Job Ended');
  expect(events.map(({ detail }) => detail.end)).toEqual([line?.end]);
  expect(line).toMatchObject({ operation: one.operation, target: one.target, job_id: job?.job_id });
  return { line, job };
}

describe.each(each)('$name', ({ one }) => {
  const { starts, within } = one;

  test('succeeded: the change that was promised is there', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 12 * MINUTE });
    await accept(world, one);
    const { line } = await endOf(one);
    expect(line).toMatchObject({ end: 'succeeded', before: one.before, after: one.after });
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + 12);
    expect(minuteNow()).toBeLessThanOrEqual(starts + 12 + 5);
  });

  test('succeeded: the reads show the change only minutes after the end', async () => {
    world.cloud.endings.add({ how: 'lags', lagMs: 6 * MINUTE, afterMs: 12 * MINUTE });
    await accept(world, one);
    const { line, job } = await endOf(one);
    expect(line).toMatchObject({ end: 'succeeded', before: one.before, after: one.after });
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + 18);
    expect(job?.completed_at).toBeLessThan(START + (starts + 18) * MINUTE);
  });

  test('completed_unchanged: nothing has changed within ten minutes', async () => {
    world.cloud.endings.add({ how: 'unchanged', afterMs: 12 * MINUTE });
    await accept(world, one);
    const { line, job } = await endOf(one);
    expect(line).toMatchObject({
      end: 'completed_unchanged',
      before: one.before,
      after: one.unchanged ?? one.before,
      reason: 'the cloud says completed, but what was asked for is not there',
    });
    const waited = Date.now() - (job?.completed_at ?? 0);
    expect(waited).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(waited).toBeLessThanOrEqual(15 * MINUTE);
  });

  test('completed_unproven: the fields that would show it are gone', async () => {
    world.cloud.endings.add({ how: 'unprovable', afterMs: 12 * MINUTE });
    await accept(world, one);
    const { line, job } = await endOf(one);
    expect(line).toMatchObject({
      end: 'completed_unproven',
      before: one.before,
      reason: 'the cloud says completed and does not show whether anything changed',
    });
    expect(line).not.toHaveProperty('after');
    expect(Date.now() - (job?.completed_at ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test('completed_unproven: what was there before was never read', async () => {
    world.set({ PREFLIGHT: 'off' });
    await accept(world, one);
    const { line } = await endOf(one);
    expect(line).toMatchObject({
      end: 'completed_unproven',
      after: one.after,
      reason: expect.stringContaining('what was there before was not read'),
    });
    expect(line).not.toHaveProperty('before');
  });

  test('completed_unproven: what was there before could not be read', async () => {
    blind(world, 'status', one.proofReads);
    if (HELD_UNSEEN.has(one.operation)) {
      const ran = await world.service.fire('queue', one.operation, { request_id: 'r', ...one.intent });
      expect(ran.lines).toMatchObject([{ status: 'held' }]);
      return;
    }
    await accept(world, one);
    world.cloud.faults.clear();
    expect((await endOf(one)).line).toMatchObject({ end: 'completed_unproven', after: one.after });
  });

  test('completed_unproven: what was asked for was there before', async () => {
    await accept(world, one);
    const ledger = openLedger(String(process.env.LEDGER_TABLE));
    const promised = { shows: 'as asked for', promised: true };
    const pk = String((await world.item('r'))?.pk?.S);
    await ledger.change({ name: one.operation, service: one.service } as never, pk, (entry) => ({
      ...(entry as Entry),
      baselines: { [one.target]: promised },
    }));
    expect((await endOf(one)).line).toMatchObject({
      end: 'completed_unproven',
      before: 'as asked for',
      reason: expect.stringContaining('was there before'),
    });
  });

  test('failed, for the reason that the cloud gives', async () => {
    world.cloud.endings.add({ how: 'failed', fail_reason: 'out of memory', afterMs: 7 * MINUTE });
    await accept(world, one);
    const { line } = await endOf(one);
    // No field of a scheduled task tells why it failed.
    const reason = one.operation === hotfix.operation ? 'the cloud gives no reason' : 'out of memory';
    expect(line).toMatchObject({ end: 'failed', reason, before: one.before });
    expect(minuteNow()).toBeLessThanOrEqual(starts + 7 + 4);
  });

  test('failed: with a reason longer than an item of the ledger or an event may be', async () => {
    world.cloud.endings.add({ how: 'failed', fail_reason: 'x'.repeat(450_000), afterMs: 7 * MINUTE });
    await accept(world, one);
    const { line } = await endOf(one);
    expect(line?.end).toBe('failed');
    expect(line?.reason?.length).toBeLessThanOrEqual(500);
  });

  test('canceled in the cloud', async () => {
    world.cloud.endings.add({ how: 'canceled', afterMs: 2 * MINUTE });
    await accept(world, one);
    const { line } = await endOf(one);
    expect(line).toMatchObject({ end: 'canceled', reason: 'canceled in the cloud' });
    expect(minuteNow()).toBeLessThanOrEqual(starts + 4);
  });

  test('timed_out: it never ends, and is given up at its deadline, not before', async () => {
    world.cloud.endings.add({ how: 'never' });
    await accept(world, one);
    const { line, job } = await endOf(one);
    expect(line).toMatchObject({
      end: 'timed_out',
      reason: expect.stringMatching(/^it has not ended in time; last seen Running/),
    });
    expect(job?.deadline).toBe(START + (starts + within) * MINUTE);
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + within);
    expect(minuteNow()).toBeLessThanOrEqual(starts + within + 5);
  });

  test('timed_out: the cloud no longer lists it', async () => {
    world.cloud.endings.add({ how: 'vanishes', afterMs: (starts + 5) * MINUTE });
    await accept(world, one);
    const { line } = await endOf(one);
    expect(line).toMatchObject({
      end: 'timed_out',
      reason: expect.stringMatching(/^the cloud no longer lists it; last seen Running/),
    });
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + within);
  });

  test('timed_out by a deadline of the deployment’s own', async () => {
    world.set({ TIMING: `{"index_lag_ms":0,"job_within_ms":{"${one.operation}":${7 * MINUTE}}}` });
    world.cloud.endings.add({ how: 'never' });
    await accept(world, one);
    await endOf(one);
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + 7);
    expect(minuteNow()).toBeLessThanOrEqual(starts + 11);
  });

  test('jobs that the cloud lists only minutes later are waited for', async () => {
    world.cloud.state.visibilityDelayMs = (starts + 6) * MINUTE;
    await accept(world, one);
    await followToEnd(world, one, { until: starts + 5 });
    const [job] = await jobsOf(world);
    expect(job).not.toHaveProperty('seen');
    expect(job?.looks).toBeGreaterThan(3);
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });
});

describe.each(each)('a look that fails ($name)', ({ one }) => {
  const { starts, within } = one;

  const kinds: readonly Parameters<typeof blind>[1][] =
    one.service === 'geminidb' ? ['status', 'html', 'truncated', 'cut-before'] : ['status'];
  test.each(kinds)('is no end (%s)', async (kind) => {
    await accept(world, one);
    blind(world, kind);
    expect(await followToEnd(world, one, { until: starts + 12 })).toEqual([]);
    const [job] = await jobsOf(world);
    expect(job).not.toHaveProperty('seen');
    expect(job?.looks).toBeGreaterThan(4);
    world.cloud.faults.clear();
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });

  test('is no end, neither at its deadline; an hour later it is', async () => {
    world.cloud.endings.add({ how: 'never' });
    await accept(world, one);
    await followToEnd(world, one, { until: starts + 1 });
    blind(world, 'status');
    expect(await followToEnd(world, one, { until: starts + within + 59 })).toEqual([]);
    expect((await jobsOf(world))[0]?.end).toBeUndefined();
    const { line } = await endOf(one);
    expect(line).toMatchObject({
      end: 'timed_out',
      reason: expect.stringMatching(/^the cloud could not be asked whether it ended; last seen Running/),
    });
    expect(minuteNow()).toBeGreaterThanOrEqual(starts + within + 60);
    expect(minuteNow()).toBeLessThanOrEqual(starts + within + 65);
  });

  test('past its deadline, and finds the end afterwards', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: (within - 5) * MINUTE });
    await accept(world, one);
    blind(world, 'status');
    expect(await followToEnd(world, one, { until: starts + within + 30 })).toEqual([]);
    world.cloud.faults.clear();
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });

  test('at the proof is no end: it is read again, also long after the ten minutes', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 10 * MINUTE });
    await accept(world, one);
    blind(world, 'status', one.proofReads);
    expect(await followToEnd(world, one, { until: starts + 50 })).toEqual([]);
    expect((await jobsOf(world))[0]).toMatchObject({
      completed_at: expect.any(Number),
      seen: { word: 'Completed' },
    });
    world.cloud.faults.clear();
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded', before: one.before, after: one.after });
  });

  test('for refused credentials is said, and is no end', async () => {
    await accept(world, one);
    const user = process.env.HW_USER_NAME;
    world.freshUser('another password than ours');
    at(starts + 1);
    const refused = await world.service.follow();
    expect(refused.again).toBe(false);
    expect(refused.lines).toMatchObject([
      { level: 'ERROR', operation: 'follow-job', of: one.operation, request_id: 'r', failed: 1 },
    ]);
    expect((await jobsOf(world))[0]).toMatchObject({ looks: 1 });
    at(starts + within + 5);
    expect(await look(world, one)).toMatchObject({ again: false, lines: [{ failed: 1 }] });
    expect((await jobsOf(world))[0]?.end).toBeUndefined();
    world.set({ HW_USER_NAME: user });
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });
});

describe.each(each)('how the cloud spells it ($name)', ({ one }) => {
  const spell = (drift: object) => world.cloud.state.change(one.target, drift);

  test.each<[string, Record<string, string>, string]>([
    ['as documented', {}, 'Running'],
    ['in lower case', { Running: 'running', Completed: 'completed' }, 'running'],
    ['in upper case', { Running: 'RUNNING', Completed: 'COMPLETED' }, 'RUNNING'],
    ['Pending while it runs', { Running: 'Pending' }, 'Pending'],
    ['by a word that nobody documents', { Running: 'Upgrading nodes' }, 'Upgrading nodes'],
  ])('%s: succeeded', async (_, status_word, word) => {
    spell({ status_word });
    await accept(world, one);
    await followToEnd(world, one, { until: one.starts + 5 });
    expect((await jobsOf(world))[0]).toMatchObject({ seen: { word } });
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });

  test('failed spelled FAILED', async () => {
    spell({ status_word: { Failed: 'FAILED' } });
    world.cloud.endings.add({ how: 'failed', fail_reason: 'no disk', afterMs: MINUTE });
    await accept(world, one);
    expect((await endOf(one)).line).toMatchObject({ end: 'failed' });
  });

  test('canceled spelled CANCELED', async () => {
    spell({ status_word: { Canceled: 'CANCELED' } });
    world.cloud.endings.add({ how: 'canceled' });
    await accept(world, one);
    expect((await endOf(one)).line).toMatchObject({ end: 'canceled' });
  });

  test.each(['SUCCESS', ''])(
    'a word for its end that nobody documents, %j, is none: it times out, and the word is told',
    async (word) => {
      spell({ status_word: { Completed: word } });
      await accept(world, one);
      const { line } = await endOf(one);
      expect(line).toMatchObject({
        end: 'timed_out',
        reason: expect.stringContaining(`it has not ended in time; last seen ${word}`.trimEnd()),
      });
    },
  );

  test('without its status it is not seen, which is no end', async () => {
    spell({ job_missing: ['status'] });
    await accept(world, one);
    expect(await followToEnd(world, one, { until: one.starts + one.within + 5 })).toEqual([]);
    spell({ job_missing: [] });
    expect((await endOf(one)).line).toMatchObject({ end: 'succeeded' });
  });
});

describe.each(each.filter(({ name }) => name !== hotfix.operation))('its progress ($name)', ({ one }) => {
  test.each<[string | number | null, string | undefined]>([
    ['60%', '60%'],
    ['60', '60'],
    [60, '60'],
    ['', undefined],
    [null, undefined],
  ])('%j is kept as %j', async (progress, kept) => {
    world.cloud.state.change(one.target, { progress });
    await accept(world, one);
    await followToEnd(world, one, { until: 5 });
    const [job] = await jobsOf(world);
    expect(job?.seen).toEqual({ word: 'Running', at: expect.any(Number), ...(kept && { progress: kept }) });
  });

  test('is the cloud’s own while it grows', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 20 * MINUTE });
    await accept(world, one);
    await followToEnd(world, one, { until: 12 });
    expect((await jobsOf(world))[0]?.seen?.progress).toMatch(/^[1-9]\d?%$/);
    expect((await endOf(one)).job?.seen).toMatchObject({ word: 'Completed', progress: '100%' });
  });
});

test('a hotfix is not looked at before its start', async () => {
  const one = followedBy(hotfix);
  await accept(world, one, { start_time: 'P3D', not_after: 'P2D' });
  const start = 3 * 24 * 60;
  const before = world.cloud.received.length;
  for (const minute of [1, 60, 24 * 60, start - 1, start]) {
    at(minute);
    await world.service.follow();
  }
  expect(world.cloud.received.slice(before)).toEqual([]);
  expect((await jobsOf(world))[0]).toMatchObject({ looks: 0, deadline: START + (start + 120) * MINUTE });
  at(start + 1);
  await world.service.follow();
  expect(world.cloud.received.slice(before).map(({ call }) => call)).toContain('listScheduleTask');
  expect((await jobsOf(world))[0]).toMatchObject({ looks: 1, seen: { word: 'Running' } });
});

test('a hotfix of which only some versions are there afterwards has not kept its promise', async () => {
  const one = followedBy(hotfix);
  world.cloud.endings.add({ how: 'unchanged', afterMs: MINUTE });
  await accept(world, one);
  world.cloud.state.change(one.target, {
    hotfix_versions: ['3.208.0.6'],
    hotfix_candidates: ['3.208.0.7'],
  });
  expect((await endOf(one)).line).toMatchObject({
    end: 'completed_unchanged',
    before: one.before,
    after: 'hot patches 3.208.0.6',
  });
});

describe('a task id that two instances share', () => {
  test('is followed for each of them; one list serves both', async () => {
    const [first = '', second = ''] = hotfix.targets;
    world.cloud.endings.add({ how: 'completed', afterMs: 3 * MINUTE, target: first });
    world.cloud.endings.add({ how: 'failed', fail_reason: 'x', afterMs: 3 * MINUTE, target: second });
    await accept(world, hotfix);
    at(122);
    const before = world.cloud.received.length;
    await world.service.follow();
    expect(world.cloud.received.slice(before).map(({ call }) => call)).toEqual(['listScheduleTask']);
    const lines = await followToEnd(world, hotfix);
    const [one, other] = await jobsOf(world);
    expect(one?.job_id).toBe(other?.job_id);
    expect(lines.map(({ target, job_id, end }) => [target, job_id, end])).toEqual([
      [first, one?.job_id, 'succeeded'],
      [second, one?.job_id, 'failed'],
    ]);
  });

  test('ends for one of them while the other goes on', async () => {
    const [first = '', second = ''] = hotfix.targets;
    world.cloud.endings.add({ how: 'completed', afterMs: 3 * MINUTE, target: first });
    world.cloud.endings.add({ how: 'never', target: second });
    await accept(world, hotfix);
    expect(await followToEnd(world, hotfix, { until: 140 })).toMatchObject([
      { target: first, end: 'succeeded' },
    ]);
    expect(await followToEnd(world, hotfix)).toMatchObject([{ target: second, end: 'timed_out' }]);
  });
});
