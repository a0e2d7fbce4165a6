import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { addEnds } from '../../../shared/durations/ends.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { proxy } from '../../world/cases.ts';
import { FLEET, LEAD, type SteeringWorld, startSteering } from './steering-world.ts';

// The world's clock begins on Wednesday 2024-10-30 at 02:00 UTC.
const ID = `${'a'.repeat(32)}in06`;
const PATCH = 'patch-databases';

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

const NIGHTS: Calendar = {
  windows: { nights: { days: 'every', from: '02:00', for: 'PT2H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
};
const nightly: Fleet = { ...FLEET, windows: ['nights'] };
/** Six jobs that lasted so many minutes each. */
const usually = (operation: string, engine: string, minutes: number) =>
  addEnds(
    steering.table(),
    operation,
    engine,
    Array.from({ length: 6 }, (_, n) => ({ job: `j${n}`, lasted_ms: minutes * MINUTE })),
  );
/** An approved plan, which one run of steering has taken up. */
async function takenUp() {
  const { id } = await steering.approved();
  await steering.steer();
  return steering.head(id);
}
/** How many releases a run sends after so many minutes. */
const sentAfter = async (minutes: number) => {
  steering.pass(minutes);
  return (await steering.steer()).sent;
};

describe('how long such work usually lasts', () => {
  const ready = async (minutes: number | undefined) => {
    await steering.reset({ monthly: nightly }, NIGHTS);
    steering.add(ID);
    if (minutes !== undefined) await usually(PATCH, 'cassandra', minutes);
  };

  test.each([
    ['30 minutes are assumed where nothing ended yet', undefined, 89, 91],
    ['less than that', 10, 109, 111],
    ['more than that', 90, 29, 31],
  ])('decides until when a release fits into a window: %s', async (_, minutes, fits, late) => {
    await ready(minutes);
    await takenUp();
    expect(await sentAfter(late)).toBe(0);
    await ready(minutes);
    await takenUp();
    expect(await sentAfter(fits)).toBe(1);
  });

  test('is that of each engine, of two that share a window', async () => {
    const wave = { rest: true, at_once: 2, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' } as const;
    await steering.reset({ monthly: { ...nightly, waves: { all: wave } } }, NIGHTS);
    steering.add(ID);
    steering.add(`${'b'.repeat(32)}in13`);
    await usually(PATCH, 'cassandra', 90);
    const { id } = await takenUp();
    expect(await sentAfter(31)).toBe(1);
    const rows = await steering.rows(id);
    expect(rows.map(({ target, state }) => [target.slice(-4), state])).toEqual([
      ['in06', 'waiting'],
      ['in13', 'sent'],
    ]);
  });

  test('decides whether a target fits into any window, and so into the plan', async () => {
    await ready(121);
    await steering.survey();
    await steering.decide({ verb: 'plan', fleet: 'monthly' });
    await steering.steer();
    expect((await steering.fleet()).planned).toMatchObject({
      is: 'refused',
      reason: expect.stringMatching(/fits in no window/),
    });
  });

  test.each([
    [90, 0],
    [80, 1],
  ])(
    'is that of the engine by which the follower notes it, whatever a survey calls the target: %d minutes',
    async (minutes, released) => {
      const takes = {
        ...nightly,
        select: {
          places: [{ region: 'ap-southeast-1', project: String(proxy.intent.project_id) }],
          names: ['*'],
        },
        take: { [proxy.operation]: { versions: 'latest', min_age: 'PT0S', never: [] } },
      } as const;
      await steering.reset({ monthly: takes }, NIGHTS);
      steering.world.set({
        POLICY: JSON.stringify({
          fleets: { from: ['fleet:*'], operations: [proxy.operation], projects: ['*'] },
          leads: { from: [`queue:${LEAD}:*`], plan: ['*/*'], approve: ['*/*'] },
        }),
      });
      await usually(proxy.operation, 'gaussdb-mysql', minutes);
      await steering.around();
      const { id } = await takenUp();
      const [row] = await steering.rows(id);
      expect(row?.engine).toBe('proxy');
      expect(await sentAfter(31)).toBe(released);
    },
  );
});

describe('a freeze', () => {
  const frozen: Calendar = {
    ...NIGHTS,
    freezes: {
      'month-end': {
        ...{ from: '2024-10-30T01:00', to: '2024-10-30T03:00', time_zone: 'UTC', because: 'books' },
      },
    },
  };
  const begin = async (during_freezes?: readonly string[], calendar = frozen) => {
    await steering.reset({ monthly: nightly }, calendar);
    steering.world.set({
      POLICY: JSON.stringify({
        fleets: { from: ['fleet:monthly'], operations: [PATCH], projects: ['*'], during_freezes },
        leads: { from: [`queue:${LEAD}:*`], plan: ['*/*'], approve: ['*/*'] },
      }),
    });
    steering.add(ID);
    return takenUp();
  };

  test('keeps a release until it is over', async () => {
    await begin();
    expect(await sentAfter(59)).toBe(0);
    expect(await sentAfter(1)).toBe(1);
  });

  test('that was taken out of the calendar since the plan was made holds for it all the same', async () => {
    await begin();
    steering.packaged({ monthly: nightly }, NIGHTS);
    expect(await sentAfter(1)).toBe(0);
  });

  test('that a rule lifts for the fleet keeps neither steering nor the gate before the call', async () => {
    await begin(['month-end']);
    expect(await sentAfter(1)).toBe(1);
    await steering.around();
    expect(steering.world.submissions()).toHaveLength(1);
  });

  test('is lifted by its own name alone, and by the rule that is in force now', async () => {
    await begin(['year-end']);
    expect(await sentAfter(1)).toBe(0);
    await begin(['month-end']);
    steering.world.set({ POLICY: undefined });
    expect(await sentAfter(1)).toBe(0);
  });
});
