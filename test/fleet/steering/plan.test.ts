import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { surveysOf } from '../../../shared/fleet/places.ts';
import { readKept } from '../../../shared/fleet/survey/kept.ts';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

const idOf = (number: number) => `${String(number).padStart(32, '0')}in06`;
const [ONE, TWO] = [idOf(1), idOf(2)];

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(() => steering.reset());
afterAll(() => steering.close());

const planAgain = async () => {
  await steering.survey();
  steering.pass(1);
  await steering.decide({ verb: 'plan', fleet: 'monthly' });
  await steering.steer();
  return (await steering.fleet()).planned;
};

test('the same facts keep the plan that stands open, approvals too; a fact that changed supersedes it', async () => {
  steering.add(ONE);
  const first = await steering.planned();
  expect(await planAgain()).toMatchObject({ is: 'same', rollout: first.id, hash: first.hash });
  expect(await steering.head(first.id)).toMatchObject({ state: 'proposed', decision: first.decision });
  steering.add(TWO);
  const changed = await planAgain();
  expect(changed).toMatchObject({ is: 'proposed' });
  expect(changed?.hash).not.toBe(first.hash);
  expect(await steering.head(first.id)).toMatchObject({ state: 'superseded' });
  const late = await steering.decide({
    verb: 'approve',
    rollout: first.id,
    decision: first.decision,
    hash: first.hash,
  });
  expect(late).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^it is superseded/) });
});

test('a plan made in many small pieces of time is the one made at once', async () => {
  await steering.reset({ monthly: { ...FLEET, max_targets: 2000 } });
  for (let number = 1; number <= 1200; number += 1)
    steering.add(idOf(number), { patch_available: number % 3 > 0 });
  const whole = await steering.planned();
  expect(whole.waves).toMatchObject([{ size: 800 }]);
  steering.pass(1);
  await steering.decide({ verb: 'plan', fleet: 'monthly' });
  // Each run has time for a page or two, the last for the hash.
  let runs = 0;
  for (; runs < 12 && (await steering.fleet()).asked; runs += 1) {
    let looks = runs < 8 ? 3 : Number.POSITIVE_INFINITY;
    await steering.steer(() => {
      looks -= 1;
      return looks >= 0 ? 60_000 : 1_000;
    });
  }
  expect(runs).toBeGreaterThan(2);
  expect((await steering.fleet()).planned).toMatchObject({ is: 'same', hash: whole.hash });
});

test('a plan waits for a survey, is refused with what is in the way, and says when there is nothing to do', async () => {
  steering.add(ONE, { patch_available: false });
  await steering.decide({ verb: 'plan', fleet: 'monthly' });
  await steering.steer();
  expect(await steering.fleet()).toMatchObject({ waits: expect.stringMatching(/^for the survey of /) });
  await steering.survey();
  await steering.steer();
  expect((await steering.fleet()).planned).toMatchObject({ is: 'nothing', reason: '1 up to date' });
  await steering.reset({ monthly: { ...FLEET, max_targets: 1 } });
  steering.add(ONE);
  steering.add(TWO);
  expect(await planAgain()).toMatchObject({
    is: 'refused',
    reason: expect.stringContaining('max_targets is 1'),
  });
});

test('a plan for which the last survey is too old has one begun at once, whenever that is due, and no other again', async () => {
  steering.world.set({ SURVEY_EVERY: 'PT24H' });
  steering.add(ONE);
  const begun = async () =>
    (await readKept(steering.table(), surveysOf(FLEET.select.places ?? []))).map(
      ({ head }) => head?.complete?.started_at,
    );
  const minute = async () => {
    await steering.steer();
    await steering.around();
    steering.pass(1);
  };
  await minute();
  const first = await begun();
  steering.pass(5 * 60);
  await minute();
  expect(await begun()).toEqual(first);
  steering.pass(60);
  const asked_at = Date.now();
  await steering.decide({ verb: 'plan', fleet: 'monthly' });
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect((await steering.fleet()).planned).toMatchObject({ is: 'proposed' });
  const second = await begun();
  expect(second.every((at) => at !== undefined && at >= asked_at)).toBe(true);
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(await begun()).toEqual(second);
});

test('a fleet plans by its own clock, once', async () => {
  const plan = { ...FLEET.plan, when: 'cron(10 2 ? * * *)' };
  await steering.reset({ monthly: { ...FLEET, plan } });
  steering.add(ONE);
  await steering.survey();
  for (let minute = 0; minute < 15; minute += 1) {
    await steering.steer();
    steering.pass(1);
  }
  const { planned, rollouts, next } = await steering.fleet();
  expect(planned).toMatchObject({ is: 'proposed' });
  expect(rollouts).toHaveLength(1);
  expect(new Date(next?.at ?? 0).toISOString()).toBe('2024-10-31T02:10:00.000Z');
});

test('what the next plan has was never approved: it is new, and left out of a wave that nobody approves', async () => {
  const fleets = { monthly: { ...FLEET, approval: { ...FLEET.approval, waves: 'none' as const } } };
  await steering.reset(fleets);
  steering.add(ONE);
  // The first plan of a fleet needs somebody, whatever it says.
  const first = await steering.approved();
  expect(first.waves).toMatchObject([{ needs_approval: true }]);
  for (let round = 0; round < 20; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  expect(await steering.head(first.id)).toMatchObject({ state: 'done' });
  steering.world.cloud.state.change(ONE, { patch_available: true });
  steering.add(TWO);
  const next = await planAgain();
  expect(next).toMatchObject({ is: 'proposed' });
  expect(await steering.leftOut(next?.rollout ?? '')).toMatchObject([{ target: TWO, code: 'new' }]);
});
