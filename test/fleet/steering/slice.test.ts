import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type SteeringWorld, startSteering } from './steering-world.ts';

const ID = `${'a'.repeat(32)}in06`;

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(() => steering.reset());
afterAll(() => steering.close());

test('one fleet, one wave, one target: planned, approved, released, ended', async () => {
  steering.add(ID, { name: 'orders' });
  const plan = await steering.planned();
  expect(plan).toMatchObject({ fleet: 'monthly', state: 'proposed', decision: 1 });
  expect(await steering.rows(plan.id)).toMatchObject([{ target: ID, state: 'waiting', wave: 0, seq: 0 }]);

  // Nothing leaves before somebody has approved.
  for (let minute = 0; minute < 3; minute += 1) await steering.minute();
  expect(steering.world.submissions()).toHaveLength(0);
  const { id, hash, decision } = await steering.head(plan.id);
  expect(await steering.decide({ verb: 'approve', rollout: id, decision, hash })).toMatchObject({
    status: 'done',
  });

  for (let minute = 0; minute < 60; minute += 1) {
    await steering.minute();
    if ((await steering.head(id)).state === 'done') break;
  }
  expect(steering.world.submissions()).toHaveLength(1);
  expect(await steering.rows(id)).toMatchObject([
    { target: ID, state: 'ended', result: 'succeeded', attempt: 1 },
  ]);
  expect(await steering.head(id)).toMatchObject({ state: 'done', in_flight: [], kept: [] });
});
