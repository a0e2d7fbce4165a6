import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalog } from '../../../functions/catalog.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { cases } from '../../world/cases.ts';
import { FLEET, LEAD, type SteeringWorld, startSteering } from './steering-world.ts';

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

const OFFERED = catalog.filter(({ unoffered }) => unoffered === undefined).map(({ name }) => name);
const ALWAYS = {
  windows: { always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
} as const;

test.each(OFFERED)(
  '%s: what a plan brings is released, and found as it was expected',
  async (operation) => {
    const one = cases.find((known) => known.operation === operation);
    if (!one) throw new Error(`no case of ${operation}`);
    const fleet: Fleet = {
      ...FLEET,
      select: {
        places: [{ region: 'ap-southeast-1', project: String(one.intent.project_id) }],
        names: ['*'],
      },
      take: { [operation]: { versions: 'latest', min_age: 'PT0S', never: [] } },
      waves: { all: { rest: true, at_once: 5, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' } },
      windows: ['always'],
    };
    await steering.reset({ monthly: fleet }, ALWAYS);
    steering.world.set({
      POLICY: JSON.stringify({
        fleets: { from: ['fleet:monthly'], operations: [operation], regions: ['*'], projects: ['*'] },
        leads: { from: [`queue:${LEAD}:*`], plan: ['*/*'], approve: ['*/*'] },
      }),
    });
    await steering.around();
    const { id, waves } = await steering.approved();
    expect(waves[0]?.size).toBeGreaterThan(0);
    for (let round = 0; round < 60; round += 1) {
      await steering.steer();
      await steering.around();
      await steering.world.service.deliver(operation);
      await steering.world.service.follow();
      steering.pass(5);
      if ((await steering.head(id)).state !== 'running' && round > 0) break;
    }
    const rows = await steering.rows(id);
    expect(rows.map(({ target, result, reason }) => [target, result, reason])).toEqual(
      rows.map(({ target }) => [target, 'succeeded', expect.anything()]),
    );
    expect(await steering.head(id)).toMatchObject({ state: 'done' });
  },
  300_000,
);
