import { describe, expect, test } from '@jest/globals';
import type { PlanFacts } from '../../../shared/fleet/plan/facts.ts';
import type { TargetRow } from '../../../shared/fleet/survey/rows.ts';
import { DAY, HOUR } from '../../../shared/values/time/units.ts';
import {
  calendarWith,
  factsOf,
  fleetNamed,
  hotfixRow,
  NOW,
  patchRow,
  planOf,
  proxyRows,
  readRows,
} from './plan-world.ts';

const offered = (more: object, first_offered: TargetRow['first_offered'] = {}): Partial<TargetRow> => {
  const [offer] = hotfixRow(1).offered;
  return { offered: offer ? [{ ...offer, ...more }] : [], first_offered };
};
const versions = (ages: Readonly<Record<string, number | undefined>>): Partial<TargetRow> =>
  offered(
    { available: Object.keys(ages).join(',') },
    Object.fromEntries(
      Object.entries(ages).flatMap(([version, days]) =>
        days === undefined ? [] : [[version, NOW - days * DAY]],
      ),
    ),
  );
const tagged = (tags: Readonly<Record<string, string>>) => ({ tags: { ...hotfixRow(1).tags, ...tags } });
const held = (value: string, first_seen = NOW - DAY) => ({
  ...tagged({ 'upkeep-hold-until': value }),
  holds: { 'upkeep-hold-until': { value, first_seen } },
});
const TAKE_LIST: readonly [string, string] = [
  '{ versions: latest, min_age: P14D, never',
  "{ versions: ['3.208.0.8'], min_age: P14D, never",
];

/** What a plan of one more instance says of it: its code, or what it gets. */
async function said(
  row: TargetRow,
  changes: Partial<PlanFacts> = {},
  read_at: number | undefined = NOW - HOUR,
) {
  const { targets, left_out } = planOf(await factsOf(changes), readRows([row], read_at));
  return [...left_out.map(({ code }) => code), ...targets.map(({ to }) => to)].join('; ');
}

const CASES: readonly (readonly [string, Partial<TargetRow>, string])[] = [
  ['with a version that is old enough', {}, '3.208.0.7'],
  ['that is not of the fleet', tagged({ upkeep: 'weekly' }), ''],
  ['that is gone', { gone_at: NOW - DAY }, ''],
  ['of which a tag could not be read that might hold it', { unread: ['tags'] }, 'wave_unclear'],
  ['with nothing newer', offered({ patch: false }), 'up_to_date'],
  ['of which nobody could read what is offered', offered({ patch: undefined, unread: ['x'] }), 'not_known'],
  ['which gets something that nobody names', offered({ available: undefined }), 'not_known'],
  ['which gets versions of which one is none', offered({ available: '3.208.0.7,abc' }), 'not_known'],
  [
    'that did not show what it runs',
    { ...versions({ '3.208.0.7': 20 }), ...offered({ current: '' }, { '3.208.0.7': 1 }) },
    'not_known',
  ],
  ['that is left alone until a date', held('2027-01-15'), 'held'],
  ['whose hold is over', held('2027-01-03'), '3.208.0.7'],
  ['whose hold has lasted for too long', held('2027-12-31', NOW - 61 * DAY), '3.208.0.7'],
  ['whose hold is no date', held('later'), 'hold_unclear'],
  ['that is offered what is never brought', versions({ '3.208.0.9': 90 }), 'never'],
  ['that is offered what is too young', versions({ '3.208.0.7': 13 }), 'too_young'],
  ['that is offered what is just old enough', versions({ '3.208.0.7': 14 }), '3.208.0.7'],
  ['that is offered something since nobody knows when', versions({ '3.208.0.7': undefined }), 'age_unknown'],
  [
    'with several versions',
    versions({ '3.208.0.8': 20, '3.208.0.10': 15, '3.208.0.7': 30 }),
    '3.208.0.7,3.208.0.8,3.208.0.10',
  ],
  [
    'with one between that is never brought',
    versions({ '3.208.0.8': 40, '3.208.0.9': 40, '3.208.0.10': 40 }),
    '3.208.0.8,3.208.0.10',
  ],
  ['with a newest that is too young', versions({ '3.208.0.7': 41, '3.208.0.8': 3 }), '3.208.0.7'],
  [
    'with an older one that came later than the newest',
    versions({ '3.208.0.7': 3, '3.208.0.8': 41 }),
    'too_young',
  ],
  ['with work that ended after it was read', { last_success_at: NOW }, 'changed'],
  ['with work that ended before it was read', { last_success_at: NOW - 2 * HOUR }, '3.208.0.7'],
  ['of which only its id was kept', { offered: [], unread: ['instance'] }, 'not_known'],
];

describe('an instance', () => {
  test.each(CASES)('%s', async (_, changes, expected) => {
    expect(await said(hotfixRow(1, changes))).toBe(expected);
  });

  test('of which only an operation is offered that the fleet does not take', async () => {
    const fleet = fleetNamed('cve-2027-0042');
    expect(await said(hotfixRow(1, { engine: 'influxdb', version: '1.7' }), { fleet })).toBe('not_taken');
  });

  test('that the last pass did not read', async () => {
    const { left_out } = planOf(await factsOf(), [{ row: hotfixRow(1), of: hotfixRow(1) }]);
    expect(left_out).toMatchObject([{ code: 'not_read' }]);
  });

  test.each([
    ['PT0S', '3.208.0.7'],
    ['PT1S', 'too_young'],
  ])('first surveyed for this plan, of a fleet that waits %s', async (min_age, expected) => {
    const fleet = fleetNamed('monthly', [['min_age: P14D', `min_age: ${min_age}`]]);
    const row = hotfixRow(1, { first_offered: { '3.208.0.7': NOW + 1000 } });
    expect(await said(row, { fleet }, NOW + 1000)).toBe(expected);
  });

  test.each([
    ['3.208.0.8', '3.208.0.8'],
    ['3.208.0.7', 'not_listed'],
  ])('of a fleet that names versions, where %s is offered', async (version, expected) => {
    const fleet = fleetNamed('monthly', [TAKE_LIST]);
    expect(await said(hotfixRow(1, versions({ [version]: 30 })), { fleet })).toBe(expected);
  });

  test('that another rollout has at work', async () => {
    const row = hotfixRow(1);
    expect(await said(row, { elsewhere: new Set([row.target]) })).toBe('elsewhere');
  });

  test('in one wave for certain, and perhaps in another, waits', async () => {
    const row = hotfixRow(1, { ...tagged({ env: 'test' }), unread: ['tags'] });
    expect(await said(row)).toBe('wave_unclear');
  });

  test('that the policy forbids, with its words', async () => {
    const { left_out } = planOf(
      await factsOf({ forbidden: ({ target }) => `no rule lets ${target} pass` }),
      readRows([hotfixRow(1)]),
    );
    expect(left_out).toMatchObject([
      { code: 'forbidden', reason: `no rule lets ${hotfixRow(1).target} pass` },
    ]);
  });

  test('whose tags could not be read is not said to be of the fleet', async () => {
    const { tags: _, ...row } = hotfixRow(1, { unread: ['tags'] });
    expect(await said(row)).toBe('selection_unclear');
  });

  test('of a fleet that asks for no tag waits all the same until its tags are read: one might hold it', async () => {
    const fleet = fleetNamed('cve-2027-0042');
    expect(await said(patchRow(1), { fleet })).toBe('latest patch');
    expect(await said(patchRow(1, { unread: ['tags'] }), { fleet })).toBe('tags_unread');
    const { tags: _, ...row } = patchRow(1);
    expect(await said(row, { fleet })).toBe('tags_unread');
  });
});

describe('windows', () => {
  test('that none of holds in its region leave it out', async () => {
    const calendar = calendarWith(['regions: [tr-west-1]', 'regions: [af-south-1]']);
    expect(await said(hotfixRow(1), { calendar })).toBe('no_window');
  });

  test.each([
    [4.5, '3.208.0.7'],
    [4.51, 'fits_no_window'],
  ])(
    'of five hours hold half an hour ahead of a hot patch and %d hours of work, or do not',
    async (hours, expected) => {
      expect(await said(hotfixRow(1), { lastsOf: () => hours * HOUR })).toBe(expected);
    },
  );

  test('that touch are one', async () => {
    const calendar = calendarWith([
      "from: '21:00', for: PT8H, time_zone: of-region",
      "from: '03:00', for: PT2H, time_zone: Europe/Istanbul",
    ]);
    const fleet = fleetNamed('monthly', [['windows: [west, asia]', 'windows: [west, nights]']]);
    expect(await said(hotfixRow(1), { fleet, calendar, lastsOf: () => 6 * HOUR })).toBe('3.208.0.7');
  });

  test.each([
    ['22:00-02:00', '3.208.0.7'],
    ['22:00-23:00', 'fits_no_window'],
    [undefined, 'no_window'],
    ['late', 'no_window'],
  ])('of its own, %s', async (window, expected) => {
    const fleet = fleetNamed('monthly', [['windows: [west, asia]', 'windows: [own]']]);
    const { window: _, ...row } = hotfixRow(1);
    expect(await said({ ...row, ...(window !== undefined && { window }) }, { fleet })).toBe(expected);
  });

  test('that are frozen for now leave nothing out: that is for the forecast', async () => {
    const now = Date.parse('2026-12-20T08:00:00Z');
    expect(await said(hotfixRow(1, { first_offered: { '3.208.0.7': 0 } }), { now })).toBe('3.208.0.7');
  });
});

describe('a target that no approved plan ever had', () => {
  const unseen = { first: false, has: () => false };
  const canary = { tags: { ...hotfixRow(1).tags, 'upkeep-wave': 'canary', env: 'prod' } };

  test('waits for the next plan where nobody has to approve its wave', async () => {
    expect(await said(hotfixRow(1, canary), { past: unseen })).toBe('new');
  });

  test('is planned where somebody has to', async () => {
    expect(await said(hotfixRow(1), { past: unseen })).toBe('3.208.0.7');
  });

  test('is planned in the first plan of a fleet, for which every wave is approved', async () => {
    const past = { first: true, has: () => false };
    expect(await said(hotfixRow(1, canary), { past })).toBe('3.208.0.7');
    const { finished } = planOf(await factsOf({ past }), readRows([hotfixRow(1, canary)]));
    expect(finished.is === 'proposed' && finished.waves.map((wave) => wave.needs_approval)).toEqual([
      true,
      true,
      true,
    ]);
    const later = planOf(await factsOf(), readRows([hotfixRow(1, canary)])).finished;
    expect(later.is === 'proposed' && later.waves.map((wave) => wave.needs_approval)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('a proxy', () => {
  test("is planned by its instance: tags, name, wave and groups are that one's", async () => {
    const rows = proxyRows(7, tagged({ app: 'orders', env: 'test' }));
    const { targets, left_out } = planOf(await factsOf(), readRows(rows));
    const [instance, proxy] = rows.map(({ target }) => target);
    expect(left_out).toEqual([]);
    expect(targets).toMatchObject([
      {
        wave: 1,
        operation: 'upgrade-proxy-version',
        target: proxy,
        instance,
        name: 'orders-7',
        owner: 'team-a',
        from: '2.23.12.000',
        to: '2.24.03.000',
        groups: [instance, 'app=orders'],
        intent: {
          instance_id: instance,
          proxy_id: proxy,
          source_version: '2.23.12.000',
          target_version: '2.24.03.000',
        },
      },
    ]);
  });

  test('whose instance has no row is left out', async () => {
    const [, proxy] = proxyRows(7);
    expect(await said(proxy)).toBe('selection_unclear');
  });

  test('whose instance is held is left out, too', async () => {
    const { left_out } = planOf(await factsOf(), readRows(proxyRows(7, held('2027-01-15'))));
    expect(left_out).toMatchObject([{ code: 'held', operation: 'upgrade-proxy-version' }]);
  });
});

test('a GeminiDB instance without groups but its own gets what the cloud has', async () => {
  const { app: _, ...tags } = hotfixRow(1).tags ?? {};
  const { targets } = planOf(await factsOf(), readRows([patchRow(1, { tags })]));
  expect(targets).toMatchObject([
    {
      from: '1.7',
      to: 'latest patch',
      since: NOW - 29 * DAY,
      groups: [patchRow(1).target],
      intent: { instance_ids: [patchRow(1).target] },
    },
  ]);
});
