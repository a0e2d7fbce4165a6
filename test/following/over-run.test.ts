import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { packageCalendar } from '../world/calendar.ts';
import { patch } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { accept, blind, followedBy, followToEnd, jobsOf } from './followed.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
beforeEach(async () => {
  await world.reset();
  packageCalendar(`
windows:
  now: { days: every, from: '02:00', for: PT40M, time_zone: UTC }
  long: { days: every, from: '02:00', for: PT10H, time_zone: UTC }
  always: { days: every, from: '00:00', for: P1D, time_zone: UTC }
`);
  for (const id of one.targets) world.cloud.state.change(id, { maintenance_window: '01:00-02:40' });
});
afterAll(() => world.close());

const one = followedBy(patch);
/** The work takes so long, and the job is followed to its end. */
async function ended(minutes: number, intent: object) {
  world.cloud.endings.add({ how: 'completed', afterMs: minutes * MINUTE });
  await accept(world, one, intent);
  await followToEnd(world, one);
  const jobs = await jobsOf(world);
  expect(jobs.every(({ end }) => end !== undefined)).toBe(true);
  return jobs[0];
}
const overRanAt = (job: { over_ran?: number } | undefined) =>
  job?.over_ran === undefined ? undefined : (job.over_ran - START) / MINUTE;

describe('work that was still at work when it had to have ended', () => {
  test.each([
    ['its ends_by', { ends_by: 'PT40M' }],
    ['the window of the calendar that it names', { window: 'now' }],
    ['that window, with a later not_after', { window: 'now', not_after: 'P2D' }],
    ["its instance's own window", { window: 'own' }],
    ['the earlier of a window and ends_by', { window: 'long', ends_by: 'PT40M' }],
  ])('is looked at just then, and goes on: by %s', async (_, intent) => {
    expect(await ended(50, intent)).toMatchObject({
      ends_by: START + 40 * MINUTE,
      over_ran: START + 40 * MINUTE,
      end: { end: 'succeeded' },
    });
  });

  test('is not what ended in time, although that is seen later', async () => {
    expect(overRanAt(await ended(39, { ends_by: 'PT40M' }))).toBeUndefined();
  });

  test('keeps the first moment at which that was seen', async () => {
    expect(overRanAt(await ended(90, { ends_by: 'PT40M' }))).toBe(40);
  });

  test('is not said while nobody could see it', async () => {
    world.cloud.endings.add({ how: 'completed', afterMs: 45 * MINUTE });
    await accept(world, one, { ends_by: 'PT40M' });
    blind(world, 'status');
    await followToEnd(world, one, { until: 46 });
    world.cloud.faults.clear();
    at(47);
    await followToEnd(world, one);
    const [job] = await jobsOf(world);
    expect(job?.end).toMatchObject({ end: 'succeeded' });
    expect(overRanAt(job)).toBeUndefined();
  });

  test.each([{}, { window: 'always' }])('is nothing where no end was asked for: %j', async (intent) => {
    const job = await ended(600, intent);
    expect(job).not.toHaveProperty('ends_by');
    expect(overRanAt(job)).toBeUndefined();
  });
});
