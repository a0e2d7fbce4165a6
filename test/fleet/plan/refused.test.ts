import { describe, expect, test } from '@jest/globals';
import { HOUR } from '../../../shared/values/time/units.ts';
import { factsOf, fleetNamed, hotfixRow, patchRow, planOf, proxyRows, readRows } from './plan-world.ts';

const tagged = (n: number, tags: Readonly<Record<string, string>>) =>
  hotfixRow(n, { tags: { ...hotfixRow(n).tags, ...tags } });
const canary = (n: number) => tagged(n, { 'upkeep-wave': 'canary' });
const REST: readonly [string, string] = ['rest: true, ramp: [1, 5]', 'tags: { env: prod }, ramp: [1, 5]'];

describe('a plan is refused', () => {
  test('where an instance is in two waves, with its id and theirs', async () => {
    const both = tagged(2, { 'upkeep-wave': 'canary', env: 'test' });
    const { finished, targets } = planOf(await factsOf(), readRows([both, hotfixRow(1)]));
    expect(finished).toEqual({
      is: 'refused',
      code: 'several_waves',
      reason: `in several waves: ${both.target} (canary, test)`,
    });
    expect(targets).toEqual([]);
  });

  test('where one is in none, though nothing waits for it', async () => {
    const none = tagged(2, { env: 'staging' });
    const [offer] = none.offered;
    const current = { ...none, offered: offer ? [{ ...offer, patch: false }] : [] };
    const fleet = fleetNamed('monthly', [REST]);
    expect(planOf(await factsOf({ fleet }), readRows([current, hotfixRow(1)])).finished).toMatchObject({
      code: 'no_wave',
      reason: `in no wave: ${none.target}`,
    });
  });

  test('with twenty ids at most, and how many there are besides', async () => {
    const fleet = fleetNamed('monthly', [REST]);
    const rows = Array.from({ length: 23 }, (_, n) => tagged(n, { env: 'x' }));
    const { finished } = planOf(await factsOf({ fleet }), readRows(rows), 7);
    expect(finished.is === 'refused' && finished.reason).toMatch(
      /^in no wave: (\w{36}, ){19}\w{36} and 3 more$/,
    );
  });

  test('where more are selected than the fleet allows, of whatever operation', async () => {
    const fleet = fleetNamed('monthly', [['max_targets: 150', 'max_targets: 2']]);
    const rows = [hotfixRow(1), patchRow(2), ...proxyRows(3)];
    expect(planOf(await factsOf({ fleet }), readRows(rows)).finished).toMatchObject({
      code: 'too_many',
      reason: '3 targets are selected, and max_targets is 2',
    });
    expect(planOf(await factsOf({ fleet }), readRows(rows), 1).targets).toHaveLength(2);
    const { finished } = planOf(await factsOf({ fleet }), readRows(rows.slice(0, 2)));
    expect(finished.is).toBe('proposed');
  });

  test('where the work fits nowhere for anybody', async () => {
    const { finished } = planOf(await factsOf({ lastsOf: () => 9 * HOUR }), readRows([hotfixRow(1)]));
    expect(finished).toMatchObject({
      code: 'no_window',
      reason: expect.stringContaining(hotfixRow(1).target),
    });
  });
});

test('an empty wave is one, and of the others the shares become numbers: at least one, rounded down', async () => {
  const fleet = fleetNamed('monthly', [['ramp: [1, 5], at_once: 8', 'ramp: [1, 5], at_once: 10%']]);
  const rows = Array.from({ length: 39 }, (_, n) => hotfixRow(n));
  const { finished } = planOf(await factsOf({ fleet }), readRows([...rows, canary(90)]), 10);
  expect(finished.is === 'proposed' && finished.waves).toMatchObject([
    { name: 'canary', size: 1, at_once: 1, bake_ms: 48 * HOUR, needs_approval: false },
    { name: 'test', size: 0, at_once: 5 },
    { name: 'prod', size: 39, at_once: 3, ramp: [1, 5], stop_after: 2, enough: 95, needs_approval: true },
  ]);
});

test('versions that no wave before has are marked, operation by operation and engine by engine', async () => {
  const fleet = fleetNamed('monthly');
  const newer = {
    available: '3.208.0.8',
    operation: 'schedule-hotfix-upgrade',
    current: '3.208',
    patch: true,
    unread: [],
  };
  const rows = [
    hotfixRow(1),
    hotfixRow(2, { offered: [newer], first_offered: { '3.208.0.8': 0 } }),
    canary(3),
    patchRow(4),
    patchRow(5, { tags: { ...patchRow(5).tags, env: 'test' } }),
    patchRow(6, { tags: { ...patchRow(6).tags, env: 'prod' }, engine: 'redis' }),
  ];
  const { targets } = planOf(await factsOf({ fleet }), readRows(rows));
  const marked = targets.map(({ wave, target, untried = false }) => [wave, target.slice(31), untried]);
  expect(marked).toEqual([
    [0, '3in14', true],
    [1, '5in13', true],
    [2, '1in14', false],
    [2, '2in14', true],
    [2, '4in13', false],
    [2, '6in13', true],
  ]);
});

describe('there is nothing to do', () => {
  test('where nothing waits, and the reasons are counted', async () => {
    const [offer] = hotfixRow(1).offered;
    const current = hotfixRow(1, { offered: offer ? [{ ...offer, patch: false }] : [] });
    const young = hotfixRow(2, { first_offered: {} });
    expect(planOf(await factsOf(), readRows([current, young])).finished).toEqual({
      is: 'nothing',
      reason: '1 up to date; 1 offered only what is of unknown age',
    });
  });

  test('where the fleet means nobody', async () => {
    expect(planOf(await factsOf(), readRows([tagged(1, { upkeep: 'no' })])).finished).toEqual({
      is: 'nothing',
      reason: 'the fleet means nothing that was read',
    });
  });
});
