import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addEnds, readEnds } from '../../shared/durations/ends.ts';
import { readLasts } from '../../shared/durations/read-lasts.ts';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { accept, each, followedBy, followToEnd, look, type Work } from '../following/followed.ts';
import { packageCalendar } from '../world/calendar.ts';
import { operationOf, patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterAll(() => world.close());

/** What its instances' ids end in is all that tells. */
const ENGINES: Readonly<Record<string, string>> = {
  in14: 'GaussDB',
  in07: 'gaussdb-mysql',
  in06: 'cassandra',
  in13: 'influxdb',
};
const engineOf = ({ intent, target }: Work) => ENGINES[String(intent.instance_id ?? target).slice(-4)];
const endsOf = (one: Work) => readEnds(table, one.operation, engineOf(one));
/** So many ends of that many minutes. */
const known = (one: Work, count: number, minutes: number) =>
  addEnds(
    table,
    one.operation,
    engineOf(one),
    Array.from({ length: count }, (_, n) => ({ job: `job-${n}`, lasted_ms: minutes * MINUTE })),
  );

describe.each(each)('$name', ({ one }) => {
  test('a proven end is noted with how long it lasted since its start', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 8 * MINUTE });
    await accept(world, one);
    expect(await followToEnd(world, one)).toMatchObject([{ end: 'succeeded' }]);
    const [job] = (await world.entry('r'))?.jobs ?? [];
    expect(await endsOf(one)).toEqual([
      {
        job: `${one.target}/${job?.job_id}`,
        lasted_ms: (job?.completed_at ?? 0) - (job?.starts_at ?? 0),
      },
    ]);
    const [{ lasted_ms = 0 } = {}] = await endsOf(one);
    expect(lasted_ms).toBeGreaterThanOrEqual(8 * MINUTE);
    expect(lasted_ms).toBeLessThan(14 * MINUTE);
  });

  test('no other end is', async () => {
    world.cloud.endings.add({ how: 'failed', fail_reason: 'x', afterMs: MINUTE });
    await accept(world, one);
    expect(await followToEnd(world, one)).toMatchObject([{ end: 'failed' }]);
    expect(await endsOf(one)).toEqual([]);
  });

  test('what is usual decides whether its work can still end in time', async () => {
    const { takes_ms } = operationOf(one).follow;
    // Less than what is assumed, and then more.
    for (const [minutes, sent] of [
      [takes_ms / MINUTE - 5, 1],
      [takes_ms / MINUTE + 5, 0],
    ] as const) {
      await world.reset();
      table = await world.fleetTable();
      await known(one, 5, minutes);
      const ends_by = `PT${one.starts + minutes - (sent ? 0 : 1)}M`;
      const ran = await world.service.fire('queue', one.operation, { ...one.intent, ends_by });
      expect([minutes, world.submissions(one).length]).toEqual([minutes, sent]);
      if (!sent)
        expect(ran.lines.at(-1)?.outcomes).toMatchObject([
          { code: 'ends_too_late', reason: expect.stringContaining('as a rule') },
        ]);
    }
  });
});

const one = followedBy(patch);

describe('what is usual decides what fits', () => {
  // Open for 20 minutes more, as it is before the freeze; a patch is assumed to take 30.
  const [WINDOW, FREEZE] = [
    "windows: { early: { days: every, from: '01:00', for: PT80M, time_zone: UTC } }",
    'freezes: { audit: { from: 2024-10-30T02:20, to: 2024-10-30T02:40, time_zone: UTC, because: people count } }',
  ];
  const INTO_OWN = { window: 'own', not_after: 'PT3H' };

  test.each([
    ['into a window of the calendar', WINDOW, { window: 'early' }],
    ['before a freeze', FREEZE, {}],
    ["into the instance's own window", '', INTO_OWN],
  ])('%s', async (_where, calendar, fields) => {
    const ask = async (minutes: number) => {
      await world.reset();
      table = await world.fleetTable();
      if (calendar) packageCalendar(calendar);
      const instance = world.cloud.state.instances.get(one.target);
      if (instance) instance.maintenance_window = '01:00-02:20';
      await known(one, 5, minutes);
      const ran = await world.service.fire('queue', one.operation, { ...one.intent, ...fields });
      return ran.lines.at(-1)?.status;
    };
    expect(await ask(10)).toBe('accepted');
    expect(await ask(25)).not.toBe('accepted');
    expect(world.submissions(one)).toEqual([]);
  });

  test('and until when what names a window is good', async () => {
    packageCalendar(WINDOW);
    await known(one, 5, 10);
    const intent = { ...one.intent, request_id: 'r', window: 'early' };
    await world.service.invoke(one.operation, world.mail(one.operation, intent));
    expect((await world.entry('r'))?.deadline).toBe(Date.parse('2024-10-30T02:20:00Z'));
  });
});

test('an end that is delivered again is counted once', async () => {
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  await accept(world, one);
  await followToEnd(world, one);
  await look(world, one);
  expect(await endsOf(one)).toHaveLength(1);
  const [end] = await endsOf(one);
  await Promise.all([1, 2, 3].map(() => addEnds(table, one.operation, 'influxdb', end ? [end] : [])));
  expect(await endsOf(one)).toEqual([end]);
});

test('followers that write at once lose no end, and the last 20 are kept', async () => {
  const jobs = Array.from({ length: 4 }, (_, n) => ({ job: `at-once-${n}`, lasted_ms: n }));
  await known(one, 18, 3);
  await Promise.all(jobs.map((job) => addEnds(table, one.operation, 'influxdb', [job])));
  const ends = await endsOf(one);
  expect(ends).toHaveLength(20);
  expect(
    ends
      .filter(({ job }) => job.startsWith('at-once'))
      .map(({ job }) => job)
      .sort(),
  ).toEqual(jobs.map(({ job }) => job));
  expect(ends[0]).toEqual({ job: 'job-2', lasted_ms: 3 * MINUTE });
});

test('each engine has its own, and what nothing tells the engine of has one, too', async () => {
  await known(one, 5, 3);
  await addEnds(table, one.operation, undefined, [{ job: 'nameless', lasted_ms: 1 }]);
  expect(await readEnds(table, one.operation, 'redis')).toEqual([]);
  expect(await readEnds(table, one.operation, undefined)).toEqual([{ job: 'nameless', lasted_ms: 1 }]);
});

test('a fleet table that is down does not keep a job from its end', async () => {
  world.cloud.endings.add({ how: 'completed', afterMs: MINUTE });
  await accept(world, one);
  at(2);
  world.ledger.break('down', ({ body }) => JSON.parse(body).TableName === process.env.FLEET_TABLE);
  await followToEnd(world, one);
  expect((await world.entry('r'))?.jobs).toMatchObject([{ end: { end: 'succeeded' } }]);
});

test('and holds what has to end in time, until it can be read', async () => {
  world.ledger.break('down', ({ body }) => JSON.parse(body).TableName === process.env.FLEET_TABLE);
  const intent = { request_id: 'r', ...one.intent, ends_by: 'PT5H' };
  const ran = await world.service.invoke(one.operation, world.mail(one.operation, intent));
  expect(ran.lines).toMatchObject([{ status: 'held', reason: expect.stringContaining('the fleet table') }]);
  expect(world.submissions(one)).toEqual([]);
  world.ledger.clear();
  at(3);
  expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted' }]);
});

test('of targets on several engines the one with the longest counts', async () => {
  const redis = `${'a'.repeat(32)}in12`;
  await known(one, 5, 40);
  await addEnds(
    table,
    one.operation,
    'redis',
    [1, 2, 3, 4, 5].map((n) => ({ job: `${n}`, lasted_ms: 50 * MINUTE })),
  );
  const settings = { FLEET_TABLE: String(process.env.FLEET_TABLE) };
  for (const targets of [
    [one.target, redis],
    [redis, one.target],
  ]) {
    expect(await readLasts(operationOf(one), { fields: {}, targets }, settings)).toEqual({ ms: 50 * MINUTE });
  }
});
