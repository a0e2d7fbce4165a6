import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { beginAlarm } from '../../../stand-in/cloud/ces/alarm-histories.ts';
import { FLEET, LEAD, type SteeringWorld, startSteering } from './steering-world.ts';

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

const FIRST = '0a1b2c3d4e5f60718293a4b5c6d70001in06';
const SECOND = '0a1b2c3d4e5f60718293a4b5c6d70002in06';
const ALWAYS = {
  windows: { always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
} as const;
const wave = { at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT10M' } as const;
const GATED: Fleet = {
  ...FLEET,
  waves: {
    canary: { ...wave, names: ['first'], gate: { alarms: 'none' } },
    rest: { ...wave, rest: true, bake: 'PT0S' },
  },
  windows: ['always'],
};

const firing = (id: string, name: string) =>
  beginAlarm(steering.world.cloud.state, id, { name, at: Date.now() });

/** Minutes go by until a rollout is so, or are over. */
async function until(id: string, isSo: (head: Awaited<ReturnType<SteeringWorld['head']>>) => boolean) {
  for (let minute = 0; minute < 120; minute += 1) {
    const head = await steering.head(id);
    if (isSo(head)) return head;
    await steering.minute();
  }
  const { state, waves, why } = await steering.head(id);
  throw new Error(`never so: ${JSON.stringify({ state, why, waves })}`);
}

test('a wave starts once it is known what fires, stops at its gate for what is new, and goes on by a person’s word', async () => {
  await steering.reset({ monthly: GATED }, ALWAYS);
  steering.add(FIRST, { name: 'first' });
  steering.add(SECOND, { name: 'second' });
  const old = firing(FIRST, 'disk');
  const { id } = await steering.approved();
  const unread = await until(id, ({ waves }) => waves[0]?.unread !== undefined);
  expect(unread).toMatchObject({ in_flight: [], waves: [{ state: 'open', unread: { told: false } }, {}] });
  await steering.steer();
  const begun = await steering.head(id);
  expect(begun.waves[0]).toMatchObject({ baseline: { records: [old] } });
  expect(begun.in_flight).toHaveLength(1);

  await until(id, ({ waves }) => waves[0]?.state === 'settled');
  firing(SECOND, 'of another wave');
  firing(FIRST, 'cpu');
  steering.pass(10);
  const held = await until(id, ({ waves }) => waves[0]?.state === 'at_gate');
  const because = `1 alarm is new since it started: cpu (major) of first (${FIRST})`;
  expect(held.waves[0]?.at_gate?.because).toBe(because);
  await steering.steer();
  const sentence = `wave canary waits for a person to promote it: ${because}`;
  expect(await steering.log(id)).toContainEqual(expect.objectContaining({ sentence }));
  const word = { verb: 'promote', rollout: id, decision: held.decision, wave: 'canary' };
  await steering.decide(word, `${LEAD}:anna`);
  await until(id, ({ waves }) => waves[1]?.state === 'open');
});

test('what cannot be read is no good news, is asked again, and says why', async () => {
  await steering.reset({ monthly: GATED }, ALWAYS);
  steering.add(FIRST, { name: 'first' });
  const { cloud } = steering.world;
  const body = { error_code: 'ces.0015', error_msg: 'no right' };
  cloud.faults.decide = ({ service }) =>
    service === 'ces' ? { kind: 'wrong-shape', status: 403, body } : undefined;
  const { id } = await steering.approved();
  await until(id, ({ waves }) => waves[0]?.unread !== undefined);
  steering.pass(59);
  await steering.minute();
  const told = await until(id, ({ waves }) => waves[0]?.unread?.told === true);
  expect(told.in_flight).toEqual([]);
  expect(told.waves[0]?.unread?.because).toContain('HTTP 403 ces.0015 no right');
  cloud.faults.decide = () => undefined;
  await until(id, ({ in_flight }) => in_flight.length === 1);
});
