import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

// The world's clock begins on Wednesday 2024-10-30 at 02:00 UTC; the first Monday is November 4.
const ID = (letter: string) => `${letter.repeat(32)}in06`;
const DAY = 24 * 60;
const MONDAY = 5 * DAY + 6 * 60 + 10;
const REVIEWED: Calendar = { windows: {}, freezes: {}, never_together: [], reviewed_until: '2024-11-10' };
const OLD = { ...FLEET, overdue: 'P3D' };

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(async () => {
  await steering.reset({ monthly: OLD, other: { ...OLD, select: { ...OLD.select, names: ['nobody'] } } });
  steering.world.set({ EVENT_BUS: 'upkeep' });
});
afterAll(() => steering.close());

const told = () =>
  steering.world.bus.taken.flatMap(({ detailType, detail }) =>
    detailType === 'Upkeep Overdue' ? [detail] : [],
  );
const steerAt = async (minute: number) => {
  steering.pass(minute - steering.elapsed());
  await steering.survey();
  for (let run = 0; run < 3; run += 1) {
    await steering.steer();
    steering.pass(1);
  }
};

test('what has waited for too long is told on Mondays, in one message to those whom its fleets tell, once', async () => {
  for (const letter of ['a', 'b', 'c', 'd']) steering.add(ID(letter), { name: `orders-${letter}` });
  await steerAt(0);
  await steerAt(MONDAY - 10);
  expect(told()).toEqual([]);
  await steerAt(MONDAY);
  expect(told()).toMatchObject([
    {
      event_id: 'weekly/2024-11-04T08:10:00.000Z/0',
      fleets: ['monthly', 'other'],
      to: ['people'],
      sentence: 'fleet monthly: 4 overdue, orders-a (5 d), orders-b (5 d), orders-c (5 d) and 1 more',
    },
  ]);
  await steerAt(MONDAY + DAY);
  expect(told()).toHaveLength(1);
  await steerAt(MONDAY + 7 * DAY);
  expect(told()).toHaveLength(2);
});

test('a bus that does not answer gets it again, under the same id', async () => {
  steering.add(ID('a'), { name: 'orders' });
  await steerAt(0);
  steering.world.bus.fail(3, 'lost');
  await steerAt(MONDAY);
  await steerAt(MONDAY + 5);
  expect(new Set(told().map(({ event_id }) => event_id)).size).toBe(1);
});

test('of several messages the bus gets only those again that it did not take, and leads to the page of all', async () => {
  const fleet = { ...OLD, tell: { ...OLD.tell, to: ['dba-room'] } };
  steering.packaged({ monthly: OLD, rooms: fleet });
  steering.world.set({ CONSOLE_HOST: 'upkeep.example.com' });
  steering.add(ID('a'), { name: 'orders' });
  await steerAt(0);
  steering.world.bus.refuse(1, ({ detail }) => String(detail.to) === 'dba-room');
  await steerAt(MONDAY);
  expect(told().map(({ event_id, to, link }) => [event_id, to, link])).toEqual(
    [['people'], ['dba-room']].map((to, index) => [
      `weekly/2024-11-04T08:10:00.000Z/${index}`,
      to,
      'https://upkeep.example.com/compliance',
    ]),
  );
  await steerAt(MONDAY + DAY);
  expect(told()).toHaveLength(2);
});

test('a calendar that somebody has to look through again is told, and where nothing is wrong nobody is told', async () => {
  steering.packaged({ monthly: FLEET });
  steering.add(ID('a'));
  await steerAt(0);
  await steerAt(MONDAY);
  expect(told()).toEqual([]);
  steering.packaged({ monthly: FLEET }, REVIEWED);
  await steerAt(MONDAY + 7 * DAY);
  expect(told()).toMatchObject([
    { sentence: expect.stringContaining('calendar.yml, reviewed_until: 2024-11-10 is over') },
  ]);
});
