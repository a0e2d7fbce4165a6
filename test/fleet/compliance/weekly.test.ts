import { describe, expect, test } from '@jest/globals';
import type { FleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import type { ReportedTarget } from '../../../shared/fleet/compliance/judged-rows.ts';
import { weeklyOf } from '../../../shared/fleet/compliance/weekly.ts';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { cannotTell, NO, YES } from '../../../shared/fleet/selectors/match.ts';
import { DAY } from '../../../shared/values/time/units.ts';

const NOW = 100 * DAY;
const one = (target: string, state: string, more: object = {}): ReportedTarget =>
  ({ target, state, fleets: [{ name: 'monthly', match: YES }], holds: [], why: [], ...more }) as never;
const late = (target: string, days: number, more: object = {}) =>
  one(target, 'overdue', { since: NOW - days * DAY, ...more });
const held = (target: string, is: string) => one(target, 'due', { holds: [{ tag: 'hold', is }] });
const fleetsOf = (to: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(to).map(([name, all]) => [name, { tell: { to: all } }]),
  ) as never as Fleets;
const said = (targets: readonly ReportedTarget[], calendar: { path: string; message: string }[] = []) =>
  weeklyOf({ targets, at: NOW } as never as FleetReport, fleetsOf({ monthly: ['people'] }), calendar).map(
    ({ sentence }) => sentence,
  );

describe('what a fleet tells once a week', () => {
  test('is nothing where nothing waits, and of what is not known alone nothing either', () => {
    expect(said([])).toEqual([]);
    expect(said([one('a', 'due'), one('b', 'not_known'), held('c', 'good')])).toEqual([]);
  });

  test('counts who is not known beside who is overdue', () => {
    expect(said([late('a', 9), one('b', 'not_known'), one('c', 'not_known')])).toEqual([
      'fleet monthly: 1 overdue, a (9 d), 2 not known',
    ]);
  });

  test('names three, by the best name there is, and counts the rest', () => {
    expect(
      said([late('a', 9, { name: 'orders' }), late('b', 8, { instance_name: 'billing' }), late('c', 7)]),
    ).toEqual(['fleet monthly: 3 overdue, orders (9 d), billing (8 d), c (7 d)']);
    expect(said([late('a', 9), late('b', 8), late('c', 7), late('d', 6), late('e', 5)])).toEqual([
      'fleet monthly: 5 overdue, a (9 d), b (8 d), c (7 d) and 2 more',
    ]);
    expect(said([one('a', 'overdue')])).toEqual(['fleet monthly: 1 overdue, a']);
  });

  test('has holds that are void, and what is wrong with the calendar', () => {
    expect(said([held('a', 'void'), held('b', 'void'), held('c', 'good')])).toEqual([
      'fleet monthly: 2 holds void, of a, b',
    ]);
    expect(
      said([late('a', 9), held('b', 'void')], [{ path: 'reviewed_until', message: 'it is over' }]),
    ).toEqual([
      'fleet monthly: 1 overdue, a (9 d), 1 hold void, of b; calendar.yml, reviewed_until: it is over',
    ]);
  });

  test('is of what is in it for certain', () => {
    const elsewhere = [NO, cannotTell('its tags were not read')].map((match) =>
      late('x', 9, { fleets: [{ name: 'monthly', match }] }),
    );
    expect(said([...elsewhere, late('y', 9, { fleets: [{ name: 'other', match: YES }] })])).toEqual([]);
  });
});

test('fleets that tell the same people in any order share a message; others have their own', () => {
  const both = [
    { name: 'b', match: YES },
    { name: 'a', match: YES },
    { name: 'c', match: YES },
  ];
  const fleets = fleetsOf({ a: ['people', 'room'], b: ['room', 'people'], c: ['room'] });
  const report = { targets: [late('x', 9, { fleets: both })], at: NOW } as never as FleetReport;
  expect(weeklyOf(report, fleets, [])).toEqual([
    {
      fleets: ['a', 'b'],
      to: ['people', 'room'],
      sentence: 'fleet a: 1 overdue, x (9 d); fleet b: 1 overdue, x (9 d)',
    },
    { fleets: ['c'], to: ['room'], sentence: 'fleet c: 1 overdue, x (9 d)' },
  ]);
});
