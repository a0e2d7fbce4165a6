import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../functions/catalog.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import { newSurveys, sectionsOf } from '../../../shared/desk/fleet-words.ts';
import { fleetReport, hasUnknown, ofFleet } from '../../../shared/fleet/compliance/fleet-report.ts';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { surveysOf } from '../../../shared/fleet/places.ts';
import type { Kept } from '../../../shared/fleet/survey/kept.ts';
import type { SurveyHead, TargetRow } from '../../../shared/fleet/survey/rows.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { fleetText } from '../example.ts';
import { keptFleet } from './kept-fleet.ts';
import { PLACES } from './places.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const [PLACE] = PLACES;
const SURVEY = { service: 'geminidb', ...PLACE } as const;
const HEAD: SurveyHead = {
  ...SURVEY,
  first_pass_at: NOW - 30 * DAY,
  complete: { started_at: NOW - 2 * HOUR, ended_at: NOW - HOUR, met: 1, nameless: 0 },
};
const ROW: TargetRow = {
  ...SURVEY,
  target: 'a',
  tags: { env: 'test', owner: 'search' },
  unread: [],
  offered: [{ operation: 'patch-databases', current: '1.7', patch: false, unread: [] }],
  first_offered: {},
};
const kept = (rows: readonly TargetRow[], more: Partial<Kept> = {}): Kept => ({
  ...SURVEY,
  head: HEAD,
  pages: [{ read_at: NOW - 90 * MINUTE, met: rows.map(({ target }) => target), nameless: 0 }],
  rows,
  ...more,
});
const fleets = (changes: Record<string, string>): Fleets =>
  compileFleets([{ name: 'fleets.yml', text: fleetText(changes) }], { operations: catalog, now: NOW });
const reported = (one: Kept, of: Fleets = {}) => fleetReport([one], of, NOW);
const only = (one: Kept, of: Fleets = {}) => reported(one, of).targets[0];

describe('a reading', () => {
  test('is as old as the latest page that met the instance', () => {
    const pages = [
      { read_at: NOW - HOUR, met: ['a', 'b'], nameless: 0 },
      { read_at: NOW - 90 * MINUTE, met: ['b'], nameless: 0 },
      { read_at: NOW - 10 * MINUTE, met: ['a'], nameless: 0 },
    ];
    const report = reported(kept([ROW, { ...ROW, target: 'b' }], { pages }));
    expect(report.targets.map(({ target, read_at }) => [target, read_at])).toEqual([
      ['a', NOW - 10 * MINUTE],
      ['b', NOW - HOUR],
    ]);
    expect(report.read_at).toBe(NOW - HOUR);
  });

  test.each([
    ['a day old', DAY, 'up_to_date', []],
    ['older', DAY + 1, 'not_known', ['it was read 24 h ago']],
    ['much older', 9 * DAY, 'not_known', ['it was read 9 d ago']],
  ])('%s', (_, age, state, why) => {
    const pages = [{ read_at: NOW - age, met: ['a'], nameless: 0 }];
    expect(only(kept([ROW], { pages }))).toMatchObject({ state, why });
  });

  test('that no page names is not known', () => {
    expect(only(kept([ROW], { pages: [] }))).toMatchObject({
      state: 'not_known',
      why: ['no survey has read it to its end'],
    });
  });

  test('of a proxy is that of the page that shows it, not of one that shows its instance alone', () => {
    const proxy = { ...ROW, target: 'p', instance: 'a', tags: {} };
    const pages = [
      { read_at: NOW - 2 * HOUR, met: ['a'], proxies: ['p'], nameless: 0 },
      { read_at: NOW - HOUR, met: ['a'], unclear: ['a'], nameless: 0 },
    ];
    const targets = reported(kept([ROW, proxy], { pages })).targets;
    expect(targets.map(({ target, read_at }) => [target, read_at])).toEqual([
      ['a', NOW - HOUR],
      ['p', NOW - 2 * HOUR],
    ]);
    expect(reported(kept([ROW, proxy], { pages })).read_at).toBe(NOW - 2 * HOUR);
    expect(reported(kept([ROW, proxy], { pages: pages.slice(1) })).targets[0]).toMatchObject({
      target: 'p',
      state: 'not_known',
    });
  });
});

describe('a place', () => {
  const gaps = (head: SurveyHead | undefined, more: Partial<Kept> = {}) => {
    const { head: _, ...bare } = kept([ROW], more);
    return reported(head ? { ...bare, head } : bare);
  };
  const { complete: _complete, ...unfinished } = HEAD;
  const stuck = { reason: 'throttled', kind: 'throttled', since: NOW - HOUR };
  const cases: readonly (readonly [string, SurveyHead | undefined, object[]])[] = [
    ['that is complete', HEAD, []],
    ['that was never surveyed', undefined, [{ why: 'it was never surveyed' }]],
    [
      'whose first pass is under way',
      unfinished,
      [{ why: 'its first survey is not complete', since: NOW - 30 * DAY }],
    ],
    [
      'whose first pass has got somewhere',
      {
        ...unfinished,
        pass: { started_at: NOW, pages: 1, reads: 3, nameless: 0, total: 250, cursor: { offset: 100 } },
      },
      [{ why: 'its first survey is not complete (100 of 250 instances)', since: NOW - 30 * DAY }],
    ],
    ['that cannot go on', { ...HEAD, stuck }, [{ why: 'throttled', since: NOW - HOUR }]],
    [
      'whose last complete pass began more than a day ago',
      { ...HEAD, complete: { started_at: NOW - DAY - 1, ended_at: NOW - DAY + HOUR, met: 1, nameless: 0 } },
      [{ why: 'no newer survey of it is complete', since: NOW - DAY + HOUR }],
    ],
    [
      'with items that have no id',
      { ...HEAD, complete: { started_at: NOW - HOUR, ended_at: NOW, met: 1, nameless: 2 } },
      [{ why: 'its list has 2 without an id that can be read' }],
    ],
    [
      'whose list tells of more than it shows',
      { ...HEAD, complete: { started_at: NOW - HOUR, ended_at: NOW, met: 1, nameless: 0, unlisted: 3 } },
      [{ why: 'its list tells of 3 more than it shows' }],
    ],
  ];
  test.each(cases)('%s: what else is there is known, or why not', (_, head, expected) => {
    const report = gaps(head);
    expect(report.surveys[0]?.gaps).toEqual(expected);
    expect(hasUnknown(report)).toBe(expected.length > 0);
    expect(report.targets.map(({ state }) => state)).toEqual(['up_to_date']);
  });

  test('of no survey at all is not known', () => expect(hasUnknown(fleetReport([], {}, NOW))).toBe(true));

  test('that is empty was read all the same', () => {
    const report = reported(kept([], { pages: [{ read_at: NOW - HOUR, met: [], nameless: 0 }] }));
    expect([report.read_at, hasUnknown(report)]).toEqual([NOW - HOUR, false]);
  });

  test('in which one service has no host has nothing to read of it; where none has, its region is misspelt', () => {
    const { complete, ...bare } = HEAD;
    const nowhere = { reason: 'no host of it is known', kind: 'no_host', since: NOW - HOUR };
    const all = surveysOf([PLACE]).map((survey) => ({
      ...survey,
      head: {
        ...bare,
        ...survey,
        ...(survey.service === 'taurusdb' ? { stuck: nowhere } : { complete }),
      } as SurveyHead,
      pages: [],
      rows: [],
    }));
    const one = fleetReport(all, {}, NOW);
    expect(hasUnknown(one)).toBe(false);
    expect(one.surveys.map(({ nowhere }) => nowhere)).toEqual([
      undefined,
      'no host of it is known',
      undefined,
    ]);
    const none = all.map((survey) => ({ ...survey, head: { ...survey.head, stuck: nowhere } }));
    expect(hasUnknown(fleetReport(none, {}, NOW))).toBe(true);
  });

  test('that was first surveyed today says so, where there is anything', () => {
    const first_pass_at = NOW - HOUR;
    expect(newSurveys(reported(kept([ROW], { head: { ...HEAD, first_pass_at } })))).toHaveLength(1);
    expect(newSurveys(reported(kept([], { head: { ...HEAD, first_pass_at } })))).toEqual([]);
    expect(newSurveys(reported(kept([ROW])))).toEqual([]);
  });
});

describe('a target', () => {
  test('that is gone is in no count, and the last to have gone comes first', () => {
    const rows = [
      ROW,
      { ...ROW, target: 'b', gone_at: NOW - 9 * DAY },
      { ...ROW, target: 'c', gone_at: NOW - DAY },
    ];
    const report = reported(kept(rows));
    expect(report.targets.map(({ target }) => target)).toEqual(['a']);
    expect(report.gone.map(({ target }) => target)).toEqual(['c', 'b']);
    expect(report.summary.all).toMatchObject({ up_to_date: 1, not_known: 0 });
    expect(report.surveys[0]).toMatchObject({ instances: 1 });
  });

  test('is a proxy in place of its instance, which is offered nothing itself; without one the instance is not known', () => {
    const instance: TargetRow = { ...ROW, name: 'db', offered: [] };
    const proxy: TargetRow = { ...ROW, target: 'p', instance: 'a' };
    const pages = [{ read_at: NOW - HOUR, met: ['a'], proxies: ['p'], nameless: 0 }];
    const states = (rows: readonly TargetRow[]) =>
      reported(kept(rows, { pages })).targets.map(({ target, state, instance_name }) => [
        target,
        state,
        instance_name,
      ]);
    expect(states([instance, proxy])).toEqual([['p', 'up_to_date', 'db']]);
    expect(states([instance])).toEqual([['a', 'not_known', undefined]]);
    expect(states([instance, { ...proxy, gone_at: NOW - DAY }])).toEqual([['a', 'not_known', undefined]]);
    const unread: TargetRow['offered'] = [{ operation: 'upgrade-proxy-version', unread: ['proxies'] }];
    expect(states([{ ...instance, offered: unread }, proxy])).toEqual([
      ['a', 'not_known', undefined],
      ['p', 'up_to_date', 'db'],
    ]);
  });

  test('is in the fleets of its instance, and of its owner', () => {
    const proxy: TargetRow = { ...ROW, target: 'p', instance: 'a', tags: { env: 'prod' } };
    const both = reported(kept([ROW, proxy]), fleets({ owner: 'tag:team' })).targets;
    expect(both.map(({ fleets: of }) => of.map(({ name, match }) => [name, match.is]))).toEqual([
      [['gemini', 'yes']],
      [['gemini', 'yes']],
    ]);
    expect(both.map(({ owner }) => owner)).toEqual([undefined, undefined]);
    const named = reported(kept([{ ...ROW, name: 'db' }, proxy]), fleets({})).targets;
    expect(named.map(({ owner, instance_name }) => [owner, instance_name])).toEqual([
      ['search', undefined],
      ['search', 'db'],
    ]);
  });

  test('whose instance is not known may be in any fleet', () => {
    const proxy: TargetRow = { ...ROW, target: 'p', instance: 'lost', tags: { env: 'test' } };
    const pages = [{ read_at: NOW - HOUR, met: ['lost'], nameless: 0 }];
    expect(only(kept([proxy], { pages }), fleets({}))?.fleets).toMatchObject([
      { match: { is: 'cannot_tell' } },
    ]);
  });

  test('whose tags were not read may be in a fleet, and is in its report', () => {
    const { tags: _, ...untagged } = ROW;
    const of = fleets({});
    const report = reported(kept([untagged, { ...ROW, target: 'b', tags: { env: 'prod' } }]), of);
    const { gemini } = of;
    if (!gemini) throw new Error('no fleet');
    const alone = ofFleet(report, 'gemini', gemini);
    expect(alone.targets.map(({ target }) => target)).toEqual(['a']);
    expect(alone.read_at).toBe(NOW - 90 * MINUTE);
    expect(alone.summary).toMatchObject({
      fleet_not_known: { up_to_date: 1 },
      in_no_fleet: { up_to_date: 0 },
    });
  });

  test('changed by work that ended after it was read is not known', () => {
    expect(only(kept([{ ...ROW, last_success_at: NOW - MINUTE }]))).toMatchObject({ state: 'not_known' });
  });
});

test('what is in no fleet stands apart where there are fleets, with its state; every target stands in one section', () => {
  const rows = [ROW, { ...ROW, target: 'b', tags: { env: 'prod' } }];
  const told = (of: Fleets) =>
    sectionsOf(reported(kept(rows), of)).map(({ title, targets }) => [
      title,
      ...targets.map(({ target, state }) => `${target} ${state}`),
    ]);
  expect(told(fleets({}))).toEqual([
    ['Up to date', 'a up_to_date'],
    ['In no fleet', 'b up_to_date'],
  ]);
  expect(told({})).toEqual([['Up to date', 'a up_to_date', 'b up_to_date']]);
  const many = fleetReport(keptFleet(150, NOW), fleets({}), NOW);
  const ids = sectionsOf(many).flatMap(({ targets }) => targets.map(({ target }) => target));
  expect(ids.toSorted()).toEqual(many.targets.map(({ target }) => target).toSorted());
});

test('what a person has to look at stands first, and among equals what has waited for longest', () => {
  const order = ['overdue', 'not_known', 'due', 'up_to_date'];
  const report = fleetReport(
    keptFleet(150, NOW),
    fleets({ overdue: 'P20D', select: "{ names: ['*'] }" }),
    NOW,
  );
  const states = report.targets.map(({ state }) => order.indexOf(state));
  expect(new Set(states).size).toBe(4);
  expect(states).toEqual(states.toSorted());
  const since = report.targets.flatMap(({ state, since }) => (state === 'due' ? (since ?? []) : []));
  expect(since).toEqual(since.toSorted((one, other) => one - other));
});

test('no fact that is hidden makes anything up to date that was not', () => {
  const of = fleets({ overdue: 'P20D', select: "{ names: ['*'], tags: { env: prod } }" });
  const all = keptFleet(60, NOW);
  const before = new Map(fleetReport(all, of, NOW).targets.map((one) => [one.target, one.state]));
  const hidden = fc.constantFrom('tags', 'pages', 'head', 'offered', 'first_offered');
  fc.assert(
    fc.property(fc.uniqueArray(hidden, { minLength: 1 }), fc.nat(5), (facts, which) => {
      const less = all.map((one, index): Kept => {
        if (index !== which) return one;
        const { head, ...bare } = one;
        return {
          ...bare,
          ...(head && !facts.includes('head') && { head }),
          pages: facts.includes('pages') ? [] : one.pages,
          rows: one.rows.map(({ tags, ...row }) => ({
            ...row,
            ...(tags && !facts.includes('tags') && { tags }),
            ...(facts.includes('first_offered') && { first_offered: {} }),
            ...(facts.includes('offered') && {
              offered: row.offered.map(({ operation }) => ({ operation, unread: ['offered hot patches'] })),
            }),
          })),
        };
      });
      const report = fleetReport(less, of, NOW);
      const greener = report.targets.filter(
        ({ target, state }) => state === 'up_to_date' && before.get(target) !== 'up_to_date',
      );
      expect(greener).toEqual([]);
      if (facts.includes('head')) expect(hasUnknown(report)).toBe(true);
    }),
  );
});
