import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { handler } from '../../../functions/steer-rollouts/handler.ts';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

const IDS = Array.from({ length: 6 }, (_, number) => `${String(number).padStart(32, '0')}in06`);
const [ONE = ''] = IDS;

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(() => steering.reset());
afterAll(() => steering.close());

/** Several runs of steering at the same moment. */
async function steerAtOnce(runs: number): Promise<void> {
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 };
  try {
    await Promise.all(Array.from({ length: runs }, () => handler({}, context as never)));
  } finally {
    spy.mockRestore();
  }
}

test('runs at the same moment never have more at work than a wave allows, and send nothing twice', async () => {
  const waves = { all: { ...FLEET.waves.all, rest: true as const, at_once: 2 } };
  await steering.reset({ monthly: { ...FLEET, waves: waves as typeof FLEET.waves } });
  for (const id of IDS) steering.add(id);
  const { id } = await steering.approved();
  for (let run = 0; run < 40; run += 1) {
    await steerAtOnce(3);
    const { in_flight, state } = await steering.head(id);
    expect(in_flight.length).toBeLessThanOrEqual(2);
    if (state === 'done') break;
    await steering.around();
    steering.pass(5);
  }
  expect(await steering.head(id)).toMatchObject({ state: 'done', waves: [{ counts: { succeeded: 6 } }] });
  expect(steering.world.submissions()).toHaveLength(6);
}, 300_000);

test('two of a group are never at work at the same time, over two rollouts', async () => {
  const [A = '', B = ''] = IDS;
  const of = (id: string) => ({ ...FLEET, select: { ...FLEET.select, ids: [id], tags: { app: ['*'] } } });
  const calendar = { windows: {}, freezes: {}, never_together: ['tag:app'] };
  await steering.reset({ left: of(A), right: of(B) }, calendar);
  for (const id of [A, B]) steering.add(id, { tags: [{ key: 'app', value: 'orders' }] });
  const rollouts = [(await steering.approved('left')).id, (await steering.approved('right')).id];
  const heads = () => Promise.all(rollouts.map(steering.head));
  const [, second] = await heads();
  expect(await steering.rows(second?.id ?? '')).toMatchObject([{ groups: [B, 'app=orders'] }]);
  let waited = 0;
  for (let run = 0; run < 60; run += 1) {
    await steerAtOnce(2);
    const now = await heads();
    expect(now.flatMap(({ in_flight }) => in_flight).length).toBeLessThanOrEqual(1);
    waited +=
      now.some(({ state }) => state === 'running') && now.some(({ state }) => state === 'approved') ? 1 : 0;
    if (now.every(({ state }) => state === 'done')) break;
    await steering.around();
    steering.pass(5);
  }
  expect(await heads()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  expect(waited).toBeGreaterThan(0);
  expect(steering.world.submissions()).toHaveLength(2);
}, 300_000);

test('a run that comes late starts nothing that would not end before the window closes', async () => {
  steering.add(ONE);
  const { id } = await steering.approved();
  // The window closes ten minutes later.
  steering.pass(230);
  for (let minute = 0; minute < 5; minute += 1) await steering.minute();
  expect(steering.world.submissions()).toHaveLength(0);
  expect(await steering.rows(id)).toMatchObject([{ state: 'waiting', attempt: 0 }]);
});

test("what somebody else's intent came to is no end of a target", async () => {
  steering.add(ONE);
  const { id } = await steering.approved();
  await steering.world.service.fire('queue', 'patch-databases', { instance_ids: [ONE] });
  expect(steering.world.submissions()).toHaveLength(1);
  for (let round = 0; round < 30; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  const [row] = await steering.rows(id);
  expect(row?.result).not.toBe('succeeded');
  expect(steering.world.submissions()).toHaveLength(1);
});

test('a stop that comes between the reads of a step and its first write wins: nothing of the step stands', async () => {
  for (const id of IDS) steering.add(id);
  const { id } = await steering.approved();
  await steering.minute();
  const { ledger } = steering.world;
  const step = ledger.stop(
    'there',
    ({ action, body }) => action === 'PutItem' && body.includes(`rollout#${id}`) && body.includes('"head"'),
  );
  const steered = steerAtOnce(1);
  await step.arrived;
  await steering.decide({ verb: 'stop', rollout: id, decision: 0 });
  // The decision has given the output back.
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  step.release();
  await steered;
  spy.mockRestore();
  expect((await steering.head(id)).why).toMatchObject({ code: 'stopped' });
  for (let minute = 0; minute < 3; minute += 1) await steering.minute();
  expect(steering.world.submissions()).toHaveLength(0);
});
