import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { FLEET, LEAD, OTHER_LEAD, type SteeringWorld, startSteering } from './steering-world.ts';

const [ONE, TWO] = ['a', 'b'].map((letter) => `${letter.repeat(32)}in06`) as [string, string];

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(async () => {
  await steering.reset();
  steering.add(ONE);
  steering.add(TWO);
});
afterAll(() => steering.close());

const approval = ({ id, hash, decision }: RolloutHead) => ({ verb: 'approve', rollout: id, decision, hash });

test('a decision that names a number which is over is refused and noted, but for stop and hold', async () => {
  const plan = await steering.planned();
  await steering.decide({ verb: 'approve', rollout: plan.id, decision: plan.decision, hash: plan.hash });
  const late = await steering.decide({
    verb: 'reject',
    rollout: plan.id,
    decision: plan.decision,
    hash: plan.hash,
  });
  expect(late).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^it has changed since/) });
  expect(await steering.log(plan.id)).toEqual(
    expect.arrayContaining([expect.objectContaining({ by: `queue:${LEAD}:anna`, refused: true })]),
  );
  const until = new Date(Date.now() + 86_400_000).toISOString();
  expect(await steering.decide({ verb: 'hold', target: ONE, until, reason: 'month end' })).toMatchObject({
    status: 'done',
  });
  expect(await steering.decide({ verb: 'stop', rollout: plan.id, decision: 0 })).toMatchObject({
    status: 'done',
  });
  expect(await steering.head(plan.id)).toMatchObject({
    // Nothing of it had started.
    state: 'lapsed',
    holds: { [ONE]: { because: 'month end' } },
  });
});

test('a message that comes twice decides once, and is refused neither time', async () => {
  const plan = await steering.planned();
  const first = await steering.decide(approval(plan), `${LEAD}:anna`, 'twice');
  const again = await steering.decide(approval(plan), `${LEAD}:anna`, 'twice');
  expect([first.status, again.status]).toEqual(['done', 'done']);
  expect((await steering.head(plan.id)).approvals).toHaveLength(1);
});

test('a plan that two have to approve starts with the second role, and whoever asked for it is none of them', async () => {
  await steering.reset({ monthly: { ...FLEET, approval: { ...FLEET.approval, needs: 2 } } });
  steering.add(ONE);
  await steering.survey();
  await steering.decide({ verb: 'plan', fleet: 'monthly' }, 'AROAPLANNER:tim');
  await steering.steer();
  const { rollout = '' } = (await steering.fleet()).planned ?? {};
  await steering.decide(approval(await steering.head(rollout)), `${LEAD}:anna`);
  await steering.decide(approval(await steering.head(rollout)), `${LEAD}:bert`);
  await steering.minute();
  await steering.minute();
  expect(await steering.head(rollout)).toMatchObject({ state: 'proposed' });
  await steering.decide(approval(await steering.head(rollout)), `${OTHER_LEAD}:cora`);
  await steering.minute();
  expect(await steering.head(rollout)).toMatchObject({ state: expect.stringMatching(/approved|running/) });
});

test('what is no decision goes back to the queue, and a fleet that is not there is named', async () => {
  const wrong = await steering.decide({ verb: 'approve', rollout: 'x', decision: 1, hash: 'abc' });
  expect(wrong).toMatchObject({ level: 'ERROR', reason: expect.stringContaining('expected the whole hash') });
  expect(steering.handedBack()).toEqual([expect.any(String)]);
  const unknown = await steering.decide({ verb: 'plan', fleet: 'weekly' });
  expect(unknown).toMatchObject({ status: 'refused', reason: 'there is no fleet weekly, but monthly' });
  expect(steering.handedBack()).toEqual([]);
});

test('a target that is held is left alone, and the one behind it goes first', async () => {
  const plan = await steering.approved();
  const until = new Date(Date.now() + 10 * 60_000).toISOString();
  await steering.decide({ verb: 'hold', target: ONE, until });
  for (let minute = 0; minute < 4; minute += 1) await steering.minute();
  expect(steering.world.submissions()).toEqual([expect.stringContaining(TWO)]);
  for (let round = 0; round < 16; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  expect(steering.world.submissions()).toEqual([expect.stringContaining(TWO), expect.stringContaining(ONE)]);
  expect(await steering.head(plan.id)).toMatchObject({ state: 'done' });
});

test('a target that is still held when its rollout is done says until when, by whom and why', async () => {
  const { all } = FLEET.waves;
  if (all) steering.packaged({ monthly: { ...FLEET, waves: { all: { ...all, enough: '50%' } } } });
  const plan = await steering.approved();
  const reason = `held until 2024-11-20T00:00:00Z by queue:${LEAD}:anna: a migration`;
  await steering.decide({ verb: 'hold', target: ONE, until: '2024-11-20T00:00:00Z', reason: 'a migration' });
  for (let round = 0; round < 12; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  expect(await steering.head(plan.id)).toMatchObject({ state: 'done' });
  const left = (await steering.rows(plan.id)).find(({ target }) => target === ONE);
  expect(left).toMatchObject({ state: 'left', left: 'on_hold', reason });
});

test('under a policy, each decision is for whom a rule names for the waves that it is about', async () => {
  steering.world.set({
    POLICY: JSON.stringify({
      fleets: { from: ['fleet:*'], operations: ['patch-databases'], regions: ['*'], projects: ['*'] },
      planners: { from: ['queue:AROAPLANNER:*'], plan: ['monthly/*'], stop: ['*/*'] },
      leads: { from: [`queue:${LEAD}:*`], approve: ['monthly/*'] },
    }),
  });
  const refused = (who: string) => ({ status: 'refused', reason: expect.stringContaining(who) });
  await steering.survey();
  expect(await steering.decide({ verb: 'plan', fleet: 'monthly' })).toMatchObject(
    refused('no rule lets them plan'),
  );
  steering.pass(1);
  await steering.decide({ verb: 'plan', fleet: 'monthly' }, 'AROAPLANNER:tim');
  await steering.steer();
  const { rollout = '' } = (await steering.fleet()).planned ?? {};
  const plan = await steering.head(rollout);
  expect(await steering.decide(approval(plan), 'AROAPLANNER:tim')).toMatchObject(refused('approve'));
  expect(await steering.decide(approval(plan), `${LEAD}:anna`)).toMatchObject({ status: 'done' });
  const stop = { verb: 'stop', rollout, decision: 0 };
  expect(await steering.decide(stop, `${LEAD}:anna`)).toMatchObject(refused('stop'));
  expect(await steering.decide(stop, 'AROAPLANNER:tim')).toMatchObject({ status: 'done' });
});

test('a tag that has held a target for as long as its fleet allows holds it no more', async () => {
  await steering.reset({ monthly: { ...FLEET, holds: { ...FLEET.holds, longest: 'PT1H' } } });
  steering.add(ONE, { tags: [{ key: FLEET.holds.tag, value: '2099-01-01' }] });
  await steering.survey();
  steering.pass(61);
  const plan = await steering.approved();
  for (let round = 0; round < 12; round += 1) {
    await steering.minute();
    steering.pass(4);
  }
  expect(await steering.head(plan.id)).toMatchObject({
    state: 'done',
    waves: [{ counts: { succeeded: 1 } }],
  });
});
