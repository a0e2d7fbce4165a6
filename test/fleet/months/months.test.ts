import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateText } from '../../../shared/desk/rollouts.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { FLEET, type SteeringWorld, startSteering } from '../steering/steering-world.ts';
import { monthsOf } from './months-world.ts';

const idOf = (number: number, kind: 'in14' | 'in06') => `${String(number).padStart(32, '0')}${kind}`;

const CALENDAR = {
  windows: {
    saturdays: { days: ['sat' as const], from: '22:00', for: 'PT6H', time_zone: 'Europe/Berlin' },
  },
  freezes: {
    'year-end': {
      from: '2024-12-20T00:00',
      to: '2025-01-06T00:00',
      time_zone: 'Europe/Berlin',
      because: 'the books are closed',
    },
  },
  never_together: [],
};

const MONTHLY: Fleet = {
  ...FLEET,
  select: { places: FLEET.select.places ?? [], tags: { upkeep: ['monthly'] } },
  take: {
    'schedule-hotfix-upgrade': { versions: 'latest', min_age: 'P14D', never: ['3.208.0.8'] },
    'patch-databases': { versions: 'latest', min_age: 'P14D', never: [] },
  },
  plan: { when: 'cron(0 8 1 * ? *)', time_zone: 'Europe/Berlin', good_for: 'P25D' },
  waves: {
    canary: { tags: { stage: ['canary'] }, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'P2D' },
    rest: { rest: true, at_once: 2, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
  },
  windows: ['saturdays'],
};

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

const tags = (more: Record<string, string> = {}) =>
  Object.entries({ upkeep: 'monthly', ...more }).map(([key, value]) => ({ key, value }));

const gaussdb = (number: number, name: string, more: Record<string, string> = {}) =>
  steering.add(idOf(number, 'in14'), {
    service: 'gaussdb',
    name,
    hotfix_versions: ['3.208.0.5'],
    hotfix_candidates: [],
    tags: tags(more),
  });

test('six months of a monthly fleet: who is patched when, while versions, instances and tags change and no line of its files does', async () => {
  await steering.reset({ monthly: MONTHLY }, CALENDAR);
  const { state } = steering.world.cloud;
  const months = monthsOf(steering, CALENDAR, 'monthly');
  const change = (number: number, fields: object) => state.change(idOf(number, 'in14'), fields);
  const offer = (...versions: string[]) => {
    for (const instance of state.instances.values()) {
      if (instance.service === 'gaussdb') instance.hotfix_candidates.push(...versions);
    }
  };
  /** What somebody does every day: looks at the plan and approves it, and lets a wave without any proof pass. */
  const tend = async () => {
    for (const { id: rollout, state: stands, hash, decision, waves } of await months.rollouts()) {
      const gate = waves.find((wave) => wave.state === 'at_gate');
      const about = { rollout, decision, reason: 'seen' };
      if (stands === 'proposed') await decided({ verb: 'approve', ...about, hash });
      else if (gate && (stands === 'approved' || stands === 'running'))
        await decided({ verb: 'promote', ...about, wave: gate.name });
    }
  };
  const decided = async (message: object) =>
    expect(await steering.decide(message)).toMatchObject({ status: 'done' });
  gaussdb(1, 'orders', { stage: 'canary' });
  gaussdb(2, 'stock');
  gaussdb(3, 'billing');
  steering.add(idOf(4, 'in06'), { name: 'carts', patch_available: false, tags: tags() });
  /** Why a plan, the latest one unless said otherwise, leaves out an instance. */
  const leftOut = async (number: number, kind: 'in14' | 'in06') => {
    const { id = '' } = (await months.rollouts()).at(-1) ?? {};
    return (await steering.leftOut(id)).find(({ target }) => target === idOf(number, kind))?.code;
  };

  await months.until('2024-11-05', tend);
  expect((await steering.fleet()).planned).toMatchObject({ is: 'nothing', reason: '4 up to date' });
  offer('3.208.0.6');
  await months.until('2024-12-10', tend);
  offer('3.208.0.7', '3.208.0.8');
  await months.until('2024-12-20', tend);
  state.change(idOf(4, 'in06'), { patch_available: true });
  await months.until('2025-01-20', tend);
  expect(await leftOut(4, 'in06')).toBe('too_young');
  expect(months.patched()).toEqual([
    { day: '2024-12-07', name: 'orders', what: '3.208.0.6' },
    { day: '2024-12-14', name: 'billing', what: '3.208.0.6' },
    { day: '2024-12-14', name: 'stock', what: '3.208.0.6' },
    // Nothing at the end of the year, and never what the fleet never takes.
    { day: '2025-01-11', name: 'orders', what: '3.208.0.7' },
    { day: '2025-01-18', name: 'billing', what: '3.208.0.7' },
    { day: '2025-01-18', name: 'stock', what: '3.208.0.7' },
  ]);

  gaussdb(5, 'search');
  change(5, { hotfix_candidates: ['3.208.0.6', '3.208.0.7', '3.208.0.8'] });
  state.instances.delete(idOf(3, 'in14'));
  change(2, { tags: tags({ stage: 'canary' }) });
  await months.until('2025-02-05', tend);
  offer('3.208.0.9');
  await months.until('2025-02-20', tend);
  change(1, { tags: tags({ stage: 'canary', 'upkeep-hold-until': '2025-03-20' }) });
  await months.until('2025-03-31', tend);
  expect(await leftOut(1, 'in14')).toBe('held');
  await months.until('2025-04-30', tend);
  expect(months.patched()).toEqual([
    { day: '2025-02-08', name: 'carts', what: 'patch' },
    { day: '2025-02-08', name: 'search', what: '3.208.0.6, 3.208.0.7' },
    // The canary by its tag; what was held comes a month later.
    { day: '2025-03-08', name: 'stock', what: '3.208.0.9' },
    { day: '2025-03-15', name: 'search', what: '3.208.0.9' },
    { day: '2025-04-05', name: 'orders', what: '3.208.0.9' },
  ]);
  expect((await months.rollouts()).map(stateText)).toEqual([
    'nothing to do',
    ...Array.from({ length: 5 }, () => 'done'),
  ]);
}, 600_000);
