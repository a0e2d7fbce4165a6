import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlanFacts } from '../../../shared/fleet/plan/facts.ts';
import type { TargetRow } from '../../../shared/fleet/survey/rows.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import {
  ASIA,
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

/** Rows of every kind, of which some are left out for some reason. */
const row = fc
  .record({
    n: fc.nat(40),
    make: fc.constantFrom(
      (n: number) => [hotfixRow(n)],
      (n: number) => [patchRow(n)],
      (n: number) => proxyRows(n),
    ),
    asia: fc.boolean(),
    tags: fc.constantFrom<Record<string, string>>(
      {},
      { 'upkeep-wave': 'canary', env: 'prod' },
      { env: 'test' },
      { upkeep: 'no' },
    ),
    more: fc.constantFrom<Partial<TargetRow>>(
      {},
      { unread: ['tags'] },
      { gone_at: 1 },
      { last_success_at: NOW },
    ),
  })
  .map(({ n, make, asia, tags, more }) =>
    make(n).map(
      (one): TargetRow => ({
        ...one,
        ...(asia && ASIA),
        ...more,
        ...(one.tags && { tags: { ...one.tags, ...tags } }),
      }),
    ),
  );
const rows = fc
  .uniqueArray(row, { selector: ([one]) => one?.target ?? '', minLength: 1, maxLength: 12 })
  .map((some) => some.flat());

describe('the same facts have the same hash', () => {
  test('in whatever order and pages they are read, whenever, whatever the instances are called', async () => {
    const facts = await factsOf();
    const other = fc.record({
      rows: rows.chain((some) =>
        fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
      ),
      page: fc.integer({ min: 1, max: 5 }),
      read: fc.integer({ min: 1, max: 5 * 60 }),
      name: fc.string(),
      days: fc.nat(20),
      lasts: fc.integer({ min: 1, max: 120 }),
    });
    fc.assert(
      fc.property(other, ({ rows: [some, shuffled], page, read, name, days, lasts }) => {
        const later = NOW + days * DAY;
        const { hash } = planOf(facts, readRows(some));
        const again = planOf(
          { ...facts, now: later, lastsOf: () => lasts * MINUTE },
          readRows(
            shuffled.map(
              (one) => ({ ...one, name, tags: one.tags && { ...one.tags, owner: name } }) as TargetRow,
            ),
            NOW - read * MINUTE,
          ),
          page,
        );
        expect(again.hash).toBe(hash);
      }),
    );
  });

  test('whatever the windows are called, and however often one stands there', async () => {
    const facts = await factsOf();
    const { hash } = planOf(facts, readRows([hotfixRow(1)]));
    const calendar = {
      ...facts.calendar,
      windows: { w: facts.calendar.windows.west, v: facts.calendar.windows.west },
    };
    const fleet = { ...facts.fleet, windows: ['v', 'w'] };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      planOf({ ...facts, fleet, calendar: calendar as typeof facts.calendar }, readRows([hotfixRow(1)])).hash,
    ).toBe(hash);
  });

  test('whatever is frozen, and in whichever words a duration stands', async () => {
    const plain = planOf(await factsOf(), readRows([hotfixRow(1)])).hash;
    const calendar = calendarWith(
      ['from: 2026-12-18T18:00', 'from: 2026-12-17T18:00'],
      ['for: PT5H', 'for: PT300M'],
    );
    const fleet = fleetNamed('monthly', [
      ['good_for: P21D', 'good_for: P3W'],
      ['bake: P2D', 'bake: PT48H'],
    ]);
    expect(planOf(await factsOf({ calendar, fleet }), readRows([hotfixRow(1)])).hash).toBe(plain);
  });
});

type Change = (facts: PlanFacts) => readonly [Partial<PlanFacts>, readonly TargetRow[]];

const [HOTFIX, PATCH] = [hotfixRow(1), patchRow(2)];
const BASE = [HOTFIX, PATCH, ...proxyRows(3), hotfixRow(9, { first_offered: {} })];
const instead =
  (changed: Partial<TargetRow>): Change =>
  () => [{}, [{ ...HOTFIX, ...changed }, ...BASE.slice(1)]];
const written =
  (...changes: readonly (readonly [string, string])[]): Change =>
  () => [{ fleet: fleetNamed('monthly', changes) }, BASE];
const calendared =
  (...changes: readonly (readonly [string, string])[]): Change =>
  () => [{ calendar: calendarWith(...changes) }, BASE];
const [OFFER] = HOTFIX.offered;
const tags = (more: Readonly<Record<string, string>>) => ({ tags: { ...HOTFIX.tags, ...more } });

describe('another hash comes of another', () => {
  const CASES: Readonly<Record<string, Change>> = {
    target: instead({ target: hotfixRow(5).target }),
    from: instead({ offered: OFFER ? [{ ...OFFER, current: '3.208' }] : [] }),
    to: instead({
      offered: OFFER ? [{ ...OFFER, available: '3.208.0.8' }] : [],
      first_offered: { '3.208.0.8': NOW - 41 * DAY },
    }),
    operation: () => {
      const take = { ...fleetNamed('monthly').take };
      delete (take as Record<string, unknown>)['patch-databases'];
      return [{ fleet: { ...fleetNamed('monthly'), take } }, BASE];
    },
    wave: instead(tags({ 'upkeep-wave': 'canary', env: 'prod' })),
    group: instead(tags({ app: 'orders' })),
    'number at once': written(['at_once: 8', 'at_once: 9']),
    ramp: written(['ramp: [1, 5]', 'ramp: [1, 6]']),
    'number that stops': written(['at_once: 8, stop_after: 2', 'at_once: 8, stop_after: 3']),
    'share that stops': written(['at_once: 8, stop_after: 2', 'at_once: 8, stop_after: 50%']),
    'share that is enough': written(['enough: 95%', 'enough: 94%']),
    bake: written(['bake: P2D', 'bake: P1D']),
    'gate of alarms': written(['bake: P2D', 'bake: P2D, gate: { alarms: none }']),
    'whom a gate needs': written(['bake: P2D', 'bake: P2D, gate: { needs: [webhook:test] }']),
    'who may veto': written(['bake: P2D', 'bake: P2D, gate: { veto: [webhook:test] }']),
    'name of a wave': written(['waves: [prod]', 'waves: [live]'], ['    prod: { rest', '    live: { rest']),
    good_for: written(['good_for: P21D', 'good_for: P20D']),
    'day of a window': calendared(['days: [tue, wed, thu], from', 'days: [tue, wed], from']),
    'beginning of a window': calendared(["from: '22:00'", "from: '22:01'"]),
    'length of a window': calendared(['for: PT5H', 'for: PT4H']),
    'zone of a window': calendared(['Europe/Istanbul', 'Europe/Dublin']),
    'window of the fleet': written(['windows: [west, asia]', 'windows: [west, night]']),
    'own window': () => [
      { fleet: fleetNamed('monthly', [['windows: [west, asia]', 'windows: [own]']]) },
      BASE,
    ],
    'target left out': () => [{}, [...BASE, hotfixRow(10, { first_offered: {} })]],
    'code for which it is left out': () => [
      {},
      [...BASE.slice(0, -1), hotfixRow(9, { first_offered: { '3.208.0.7': NOW } })],
    ],
    'day since when a patch waits that has no version': () => [
      {},
      BASE.map((one) =>
        one === PATCH ? { ...one, first_offered: { 'latest patch': NOW - 30 * DAY } } : one,
      ),
    ],
  };

  test.each(Object.entries(CASES))('%s', async (_, change) => {
    const facts = await factsOf();
    const { hash, finished } = planOf(facts, readRows(BASE));
    expect(finished.is).toBe('proposed');
    const [changed, rows] = change(facts);
    const other = planOf({ ...facts, ...changed }, readRows(rows));
    expect(other.finished.is).toBe('proposed');
    expect(other.hash).not.toBe(hash);
  });

  test('order of waves', async () => {
    const facts = await factsOf();
    const { canary, test: second, prod } = facts.fleet.waves;
    const waves = { test: second, canary, prod } as typeof facts.fleet.waves;
    expect(planOf({ ...facts, fleet: { ...facts.fleet, waves } }, readRows([HOTFIX])).hash).not.toBe(
      planOf(facts, readRows([HOTFIX])).hash,
    );
  });

  test('own window of an instance', async () => {
    const fleet = fleetNamed('monthly', [['windows: [west, asia]', 'windows: [own]']]);
    const hashOf = async (window: string) =>
      planOf(await factsOf({ fleet, lastsOf: () => HOUR }), readRows([{ ...HOTFIX, window }])).hash;
    expect(await hashOf('22:00-02:00')).not.toBe(await hashOf('22:00-03:00'));
  });
});

test('the age of a version by name is no part of it, nor the time of day since when a patch waits', async () => {
  const facts = await factsOf();
  const older = BASE.map((one) => ({
    ...one,
    first_offered: Object.fromEntries(
      Object.entries(one.first_offered).map(([version, at]) => [
        version,
        version === 'latest patch' ? at + HOUR : at - 5 * DAY,
      ]),
    ),
  }));
  expect(planOf(facts, readRows(older)).hash).toBe(planOf(facts, readRows(BASE)).hash);
});

test('a part of a text never passes for another: each stands in quotes of its own', async () => {
  const facts = await factsOf();
  const named = (app: string, team: string) => hotfixRow(1, tags({ app, team }));
  const calendar = calendarWith(['never_together: [tag:app]', 'never_together: [tag:app, tag:team]']);
  const hashes = [named('a', 'b'), named('a","team=b', ''), named('a\nteam=b', 'b')].map(
    (one) => planOf({ ...facts, calendar }, readRows([one])).hash,
  );
  expect(new Set(hashes).size).toBe(3);
});
