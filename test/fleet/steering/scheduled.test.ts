import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { type Ask, askKey, asksKey } from '../../../shared/fleet/steering/ask.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { cases } from '../../world/cases.ts';
import { FLEET, PLACE, type SteeringWorld, startSteering } from './steering-world.ts';

const HOTFIX = 'schedule-hotfix-upgrade';
const one = cases.find(({ operation }) => operation === HOTFIX);

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

async function minute() {
  await steering.steer();
  await steering.around();
  await steering.world.service.deliver(HOTFIX);
  // The sweep brings back what nobody knows the end of.
  await steering.world.service.deliver(HOTFIX);
  steering.pass(1);
}

test('an instance at rest frees the slot of a lost hotfix only once the cloud would have begun it', async () => {
  const fleet: Fleet = {
    ...FLEET,
    take: { [HOTFIX]: { versions: 'latest', min_age: 'PT0S', never: [] } },
    waves: { all: { rest: true, at_once: 1, ramp: [], stop_after: 2, enough: '0%', bake: 'PT0S' } },
    windows: ['always'],
  };
  const always = { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' } as const;
  await steering.reset({ monthly: fleet }, { windows: { always }, freezes: {}, never_together: [] });
  steering.world.set({ TIMING: JSON.stringify({ look_for_ms: 10 * MINUTE }) });
  for (const letter of ['a', 'b']) steering.add(`${letter.repeat(32)}in14`, { service: 'gaussdb' });
  const { id } = await steering.approved();
  const { faults, state } = steering.world.cloud;
  // The reply is lost, and what the cloud has scheduled cannot be read afterwards.
  faults.add({ call: one?.call ?? '', fault: { kind: 'cut-after' } });
  while (state.tasks.size === 0) await minute();
  faults.add({ call: 'listScheduleTask', fault: { kind: 'status', status: 500 }, times: 1000 });
  while ((await steering.head(id)).state !== 'halted') await minute();
  const [lost] = state.tasks.values();
  if (!lost) throw new Error('the cloud has no task');
  expect(Date.now()).toBeLessThan(lost.starts);
  const { decision, kept } = await steering.head(id);
  expect(kept).toMatchObject([{ result: 'unknown' }]);
  const ids = [lost.instance_id];
  await steering.decide({ verb: 'proceed', rollout: id, decision, ids, reason: 'looked at' });

  // What was asked about an earlier try, and answered since, says nothing of this one.
  const earlier = { service: 'gaussdb', ...PLACE, instance: lost.instance_id, rollout: id } as const;
  const key = { pk: asksKey(PLACE), sk: askKey(earlier) };
  const answer = { at: Date.now(), at_rest: true, words: 'at rest' };
  const asked: Ask = { ...earlier, after: 0, until: Date.now() + HOUR, answer };
  await steering.store().put(key, asked, (await steering.store().get(key))?.version ?? 0);

  while (Date.now() < lost.starts + 15 * MINUTE) {
    await minute();
    expect(await steering.head(id)).toMatchObject({ kept, in_flight: [] });
  }
  while (state.tasks.size === 1) await minute();
  expect(Date.now()).toBeGreaterThanOrEqual(lost.ends);
  expect(await steering.head(id)).toMatchObject({ kept: [], state: 'running' });
}, 300_000);
