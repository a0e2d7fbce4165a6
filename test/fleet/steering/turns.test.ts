import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

const idOf = (letter: string, number: number) => `${letter}${String(number).padStart(31, '0')}in06`;
const MANY = 12;

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

/** From now on every write of a rollout's row takes a second. */
function slowRows(): void {
  steering.world.ledger.break('down', ({ action, body }) => {
    if (action === 'PutItem' && /"S":"t#/.test(body)) steering.pass(1 / 60);
    return false;
  });
}

test('a rollout with much to write leaves the rest to its next step, and keeps no other waiting', async () => {
  const of = (names: string, at_once: number) => ({
    ...FLEET,
    select: { ...FLEET.select, names: [names] },
    waves: { all: { ...FLEET.waves.all, rest: true as const, at_once } } as typeof FLEET.waves,
  });
  await steering.reset({ large: of('large-*', MANY), small: of('small', 1) });
  for (let number = 0; number < MANY; number += 1) {
    steering.add(idOf('a', number), { name: `large-${number}` });
  }
  steering.add(idOf('b', 0), { name: 'small' });
  const [large, small] = [await steering.approved('large'), await steering.approved('small')];
  await steering.steer();
  steering.pass(1);
  slowRows();
  const began = Date.now();
  const line = await steering.steer();
  expect(Date.now() - began).toBeLessThanOrEqual(6000);
  expect(line).toMatchObject({ due: 2, behind: 1, failures: [] });
  const sent = async (id: string) => (await steering.rows(id)).filter(({ state }) => state === 'sent').length;
  expect(await sent(small.id)).toBe(1);
  expect(await sent(large.id)).toBeLessThan(MANY);

  // What is left of it is done by later steps, and nothing twice.
  for (let run = 0; run < 60 && (await steering.head(large.id)).state !== 'done'; run += 1) {
    await steering.minute();
    const { in_flight } = await steering.head(large.id);
    expect(in_flight.length).toBeLessThanOrEqual(MANY);
  }
  expect(await steering.head(large.id)).toMatchObject({
    state: 'done',
    waves: [{ counts: { succeeded: MANY } }],
  });
  expect(steering.world.submissions()).toHaveLength(MANY + 1);
}, 300_000);

test('no step reads the rows of all waves, not even to ask whether the instances of one are at rest', async () => {
  const wave = { ...FLEET.waves.all, at_once: 1 };
  const waves = { first: { ...wave, names: ['first'] }, rest: { ...wave, rest: true as const } };
  await steering.reset({ monthly: { ...FLEET, waves: waves as unknown as typeof FLEET.waves } });
  for (const [letter, name] of [
    ['a', 'first'],
    ['b', 'other'],
  ] as const) {
    steering.add(idOf(letter, 0), { name });
  }
  const { id } = await steering.approved();
  const begun: string[] = [];
  steering.world.ledger.break('down', ({ action, body }) => {
    const [, begins] = /":begins":\{"S":"(t#[^"]*)"/.exec(body) ?? [];
    if (action === 'Query' && begins !== undefined) begun.push(begins);
    return false;
  });
  for (let round = 0; round < 40 && (await steering.head(id)).state !== 'done'; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  expect(await steering.head(id)).toMatchObject({ state: 'done' });
  expect([...new Set(begun)].sort()).toEqual(['t#00#', 't#01#']);
}, 300_000);
