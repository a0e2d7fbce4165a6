import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addEnds } from '../../../shared/durations/ends.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { FLEET } from '../steering/steering-world.ts';
import { startVerbs, type VerbsWorld } from '../verbs/verbs-world.ts';

const IDS = ['a', 'b', 'c'].map((letter) => `${letter.repeat(32)}in06`);
const LASTS = 20 * MINUTE;

let verbs: VerbsWorld;
beforeAll(async () => {
  verbs = await startVerbs();
});
beforeEach(() => verbs.reset());
afterAll(() => verbs.close());

interface Told {
  readonly done_by: { readonly earliest: string; readonly latest: string };
  readonly left: { readonly fewest: number; readonly most: number };
  readonly assumed: readonly string[];
}

test('what is foreseen before anybody approves is what comes, as far as ends are seen late', async () => {
  for (const id of IDS) {
    verbs.add(id);
    verbs.world.cloud.endings.add({ how: 'completed', afterMs: LASTS });
  }
  const ends = Array.from({ length: 5 }, (_, n) => ({ job: `job-${n}`, lasted_ms: LASTS }));
  await addEnds(verbs.table(), 'patch-databases', 'cassandra', ends);
  const plan = await verbs.planned();
  const shown = await verbs.run(['fleet show', plan.id]);
  expect(shown.stdout).toMatch(
    /^forecast: first start 2024-10-30 02:01 UTC, done by 2024-10-30 03:04 to 03:14\s+UTC, 0 left$/m,
  );
  const foreseen = await verbs.run(['fleet forecast', plan.id, '--output', 'json']);
  expect(foreseen.code).toBe(0);
  const told = JSON.parse(foreseen.stdout) as Told;
  expect(told).toMatchObject({ rollout: plan.id, left: { fewest: 0, most: 0 }, assumed: [] });

  const { id, hash, decision } = plan;
  await verbs.decide({ verb: 'approve', rollout: id, decision, hash });
  let running: string | undefined;
  for (let minute = 0; minute < 120; minute += 1) {
    await verbs.minute();
    if (minute === 30) running = (await verbs.run(['fleet forecast', 'monthly', '--output', 'json'])).stdout;
    if ((await verbs.head(id)).state === 'done') break;
  }
  const { state, waves } = await verbs.head(id);
  expect(state).toBe('done');
  const last = waves[0]?.last_end ?? 0;
  const { earliest, latest } = told.done_by;
  // Here a message is taken up at once: each release begins a minute earlier than foreseen.
  expect(last).toBeGreaterThanOrEqual(Date.parse(earliest) - IDS.length * MINUTE);
  expect(last).toBeLessThanOrEqual(Date.parse(latest));
  const later = JSON.parse(running ?? '{}') as Told;
  expect(last).toBeGreaterThanOrEqual(Date.parse(later.done_by.earliest) - 2 * MINUTE);
  expect(last).toBeLessThanOrEqual(Date.parse(later.done_by.latest));

  const over = await verbs.run(['fleet forecast', id]);
  expect(over).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('is done: nothing of it can be foreseen'),
  });
});

test('how much is left when its plan is no longer good is said in every form', async () => {
  await verbs.reset({ monthly: { ...FLEET, plan: { ...FLEET.plan, good_for: 'PT90M' } } });
  for (const id of IDS) verbs.add(id);
  const plan = await verbs.planned();
  const run = (output: string) => verbs.run(['fleet forecast', plan.id, '--output', output]);
  const text = await run('text');
  expect(text.code).toBe(1);
  const line =
    'first start 2024-10-30 02:01 UTC; 0 to 1 left when its plan is no longer good (2024-10-30 03:30 UTC), all of it would be done by 2024-10-30 02:49 to 04:29 UTC';
  expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(line);
  expect(text.stdout).toMatch(/^all\s+3\s+2024-10-30 02:01 UTC\s+2024-10-30 02:49 UTC at the earliest$/m);
  expect(text.stdout).toContain('1 wave taken as approved now: all');
  expect(text.stdout).toContain('too few ends are known of patch-databases');
  expect((await run('md')).stdout).toContain('| all | 3 |');
  expect((await run('csv')).stdout).toMatch(
    /^\S+,all,3,2024-10-30T02:01:00Z,2024-10-30T02:01:00Z,2024-10-30T02:49:00Z,/m,
  );
  const { stdout: page } = await run('html');
  expect(page).toMatch(/^<!doctype html>.*<bdi>all<\/bdi>.*<\/html>\n$/s);
  expect(page).not.toContain('<script');
  const planned = await verbs.run(['fleet show', plan.id, '--output', 'json']);
  expect(JSON.parse(planned.stdout)).toMatchObject({ forecast: { left: { most: 1 } } });
});

test('a folder without a calendar foresees by that of the plan, and says so', async () => {
  const night = { days: 'every' as const, from: '22:00', for: 'PT4H', time_zone: 'UTC' };
  const calendar = { windows: { night }, freezes: {}, never_together: [] };
  await verbs.reset({ monthly: { ...FLEET, windows: ['night'] } }, calendar);
  verbs.add(IDS[0] ?? '');
  const { id } = await verbs.planned();
  const { stdout, stderr } = await verbs.run(['fleet forecast', id]);
  expect(stderr).toContain('by the calendar of the plan');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('first start 2024-10-30 22:00 UTC');
});
