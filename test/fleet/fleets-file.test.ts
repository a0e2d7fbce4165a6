import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { offering } from '../../functions/offers.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { compileFleets } from '../../infra/fleets/compile-fleets.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { PROXY } from '../../stand-in/cloud/seed.ts';
import { EVERY_FIELD, fleetText } from './example.ts';

const pageOf = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
const yamlIn = (name: string) => /```yaml\n([\s\S]*?)```/.exec(pageOf(name))?.[1] ?? '';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const compile = (...texts: string[]) =>
  compileFleets(
    texts.map((text, index) => ({ name: index === 0 ? 'fleets.yml' : 'fleets.prod.yml', text })),
    { operations: catalog, now: NOW },
  );
const complaints = (...texts: string[]): readonly string[] => {
  try {
    return [`taken: ${JSON.stringify(compile(...texts))}`];
  } catch (error) {
    if (!(error instanceof Undeployable)) throw error;
    return error.faults;
  }
};

describe('a window that a fleet names', () => {
  const named = (windows: string, known?: readonly string[]): readonly string[] => {
    const files = [{ name: 'fleets.yml', text: fleetText({ windows }) }];
    try {
      compileFleets(files, { operations: catalog, now: NOW, windows: known });
      return [];
    } catch (error) {
      if (!(error instanceof Undeployable)) throw error;
      return error.faults;
    }
  };

  test('stands in the calendar, or is the own one', () => {
    expect(named('[night, nights]', ['nights', 'night'])).toEqual([]);
    expect(named('[own]', [])).toEqual([]);
    expect(named('[night, nigths]', ['nights', 'night'])).toEqual([
      'fleets.yml:7: gemini: windows[1]: expected own, or a window of calendar.yml, one of nights, night, got "nigths": did you mean nights?',
    ]);
    expect(named('[night]', [])).toEqual([
      'fleets.yml:7: gemini: windows[0]: expected own, or a window of calendar.yml, and it has none, got "night"',
    ]);
  });

  test('is not judged by a calendar that cannot be read', () => {
    expect(named('[night]')).toEqual([]);
  });
});

describe('what is right', () => {
  test('the smallest fleet has a default for all else, none of which starts more than was asked for', () => {
    expect(compile(fleetText())).toEqual({
      gemini: {
        select: { tags: { env: 'test' } },
        max_targets: 200,
        take: { 'patch-databases': { versions: 'latest', min_age: 'P7D', never: [] } },
        plan: { when: 'cron(0 8 ? * MON#1 *)', time_zone: 'Europe/Dublin', good_for: 'P14D' },
        approval: { waves: 'all', by: ['queue:AROAEXAMPLELEAD0001:*'], needs: 1 },
        waves: {
          first: {
            tags: { wave: 'canary' },
            at_once: 1,
            ramp: [],
            stop_after: 1,
            enough: '100%',
            bake: 'PT0S',
          },
          others: { rest: true, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
        },
        windows: ['own'],
        holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
        owner: 'tag:owner',
        tell: { ahead: ['P7D', 'P1D', 'PT1H'], to: ['people'] },
      },
    });
  });

  test('every field may be given', () => {
    const { monthly } = compile(EVERY_FIELD);
    expect(monthly).toMatchObject({
      take: { 'schedule-hotfix-upgrade': { versions: ['3.208.0.7', '3.208.0.8'], never: ['3.208.0.9'] } },
      waves: { canary: { at_once: '10%', stop_after: '20%', bake: 'P2D' } },
      overdue: 'P45D',
      once: true,
    });
    expect(Object.keys(monthly?.waves ?? {})).toEqual(['canary', 'prod']);
  });

  test('what docs/fleets.md shows is taken', () => {
    const page = pageOf('fleets');
    const shown = yamlIn('fleets');
    const windows = Object.keys(
      compileCalendar([{ name: 'calendar.yml', text: yamlIn('calendar') }], NOW).windows,
    );
    const files = [{ name: 'fleets.yml', text: shown }];
    const { monthly } = compileFleets(files, { operations: catalog, now: NOW, windows });
    expect(Object.keys(monthly?.waves ?? {})).toEqual(['canary', 'test', 'prod']);
    for (const field of Object.keys(compile(EVERY_FIELD).monthly ?? {})) {
      expect(page).toContain(`\`${field}\``);
    }
  });

  test.each(['../README', 'tutorial'])('what %s.md shows is taken', (name) => {
    const files = [{ name: 'fleets.yml', text: yamlIn(name) }];
    const { monthly } = compileFleets(files, { operations: catalog, now: NOW, windows: ['nights'] });
    expect(Object.keys(monthly?.waves ?? {})).toEqual(['test', 'others']);
  });

  test('the stage stands over the base, field by field', () => {
    const over = 'gemini: { windows: [own], waves: { all: { rest: true } } }\n';
    const { gemini, other } = compile(fleetText(), over + fleetText({}, 'other'));
    expect([gemini?.windows, Object.keys(gemini?.waves ?? {}), gemini?.select]).toEqual([
      ['own'],
      ['all'],
      { tags: { env: 'test' } },
    ]);
    expect(other?.windows).toEqual(['own']);
  });

  test('lists may be shared by anchors, kept under a key that begins with x-', () => {
    const shared = `x-windows: &windows [own]\n${fleetText({ windows: '*windows' })}`;
    expect(compile(shared)).toEqual(compile(fleetText()));
    const places = "x-places: &places [{ region: tr-west-1, project: '0' }]\n";
    expect(compile(`${places}x-any: { a: *places }\n`)).toEqual({});
  });

  test('there need not be any', () => {
    expect([compile(), compile(''), compile('# later\n')]).toEqual([{}, {}, {}]);
  });
});

describe('what is wrong stops the packaging and is told with its line, entry and field', () => {
  const offered = 'patch-databases, schedule-hotfix-upgrade, upgrade-proxy-version';
  const cases: readonly (readonly [string, string, ...string[]])[] = [
    [
      'no YAML',
      'gemini: [',
      'fleets.yml:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a list', '- gemini', 'fleets.yml:1: expected names of fleets, each with its fields, got an array of 1'],
    [
      'an entry of no fields',
      'gemini: soon',
      'fleets.yml:1: gemini: expected the fields of a fleet, got "soon"',
    ],
    [
      'a star without quotes',
      fleetText({ select: '{ names: [*-prod] }' }),
      'fleets.yml:2: expected quotes around what begins with a star',
    ],
    [
      'a tag that would vanish and widen the rest',
      fleetText({ select: '{ tags: { env: test, __proto__: x } }' }),
      'fleets.yml:2: __proto__: expected another name',
    ],
    [
      'a name in capitals',
      fleetText({}, 'Gemini'),
      'fleets.yml:1: Gemini: expected a name of at most 40 lower-case letters and digits, joined by dashes, a letter first, got "Gemini"',
    ],
    [
      'a field that is misspelt',
      fleetText({ window: '[night]', windows: undefined }),
      'fleets.yml:1: gemini: windows: expected a list, got nothing',
      'fleets.yml:7: gemini: window: is not a field of a fleet: did you mean windows?',
    ],
    [
      'a field of nothing known',
      fleetText({ plan: '{ cadence: weekly }' }),
      'fleets.yml:4: gemini: plan.cadence: is not a field of a plan: it has when, time_zone, good_for',
    ],
    [
      'a misspelt word of a selector',
      fleetText({ select: '\n    tags: { env: test }\n    leave_out: { name: [a] }' }),
      'fleets.yml:4: gemini: select.leave_out.name: is not a field of a selector: did you mean names?',
    ],
    [
      'a gate',
      fleetText({ waves: '{ all: { rest: true, gate: at_rest } }' }),
      'fleets.yml:6: gemini: waves.all.gate: expected the fields of a gate: alarms, veto, needs, got "at_rest"',
    ],
    [
      'a gate that asks for nothing, of another word, or of those whom nobody vouches for',
      fleetText({
        waves:
          '{ a: { names: [x], gate: {} }, b: { names: [y], bake: PT10M, gate: { alarms: some, needs: [] } }, c: { rest: true, gate: { veto: [monitor] } } }',
      }),
      'fleets.yml:6: gemini: waves.b.gate.alarms: expected none: no alarm fires that did not fire before the wave, got "some"',
      'fleets.yml:6: gemini: waves.b.gate.needs: expected at least one entry, got an array of 0',
      'fleets.yml:6: gemini: waves.c.gate.veto[0]: expected queue:<SenderId> or webhook:<sender>, with * and ? as wildcards, got "monitor"',
    ],
    [
      'a gate that sees nothing yet',
      fleetText({
        waves:
          '{ a: { names: [x], gate: {} }, b: { names: [y], bake: PT9M59S, gate: { alarms: none } }, c: { rest: true, bake: PT10M, gate: { alarms: none, veto: [webhook:me], needs: [queue:me] } } }',
      }),
      'fleets.yml:6: gemini: waves.a.gate: expected at least one of alarms, veto, needs',
      'fleets.yml:6: gemini: waves.b.bake: expected at least PT10M beside gate.alarms, since Cloud Eye shows what changed only then, got "PT9M59S"',
      'fleets.yml:6: gemini: waves.c.gate.needs[0]: expected queue:<SenderId> as SQS writes it, AROA…:<session> of a role or AIDA… of a user; the id is shown by aws iam get-role --role-name … --query Role.RoleId, and queue:AROA…:* is any session of that role, got "queue:me"',
    ],
    [
      'a backup after the work',
      fleetText({ take: '{ patch-databases: { min_age: P7D, backup: after } }' }),
      'fleets.yml:3: gemini: take.patch-databases.backup: expected before, or no such field, got "after"',
    ],
    [
      'a gate of the fleet',
      fleetText({ gate: '{ alarms: none }' }),
      'fleets.yml:8: gemini: gate: stands in a wave, as its gate',
    ],
    [
      'a backup',
      fleetText({ backup: 'before' }),
      'fleets.yml:8: gemini: backup: stands in take, under an operation',
    ],
    [
      'nobody in particular',
      fleetText({ select: '{ engines: [redis] }' }),
      "fleets.yml:2: gemini: select: expected ids, names or tags: write names: ['*'] where every instance of the places is meant",
    ],
    [
      'no selector',
      fleetText({ select: undefined }),
      'fleets.yml:1: gemini: select: expected the fields of a selector: places, tags, names, engines, current, enterprise_projects, ids, leave_out, got nothing',
    ],
    [
      'nobody to leave out',
      fleetText({ select: '{ tags: { a: b }, leave_out: {} }' }),
      'fleets.yml:2: gemini: select.leave_out: expected at least one of places, tags, names, engines, current, enterprise_projects, ids',
    ],
    [
      'a tag of a number',
      fleetText({ select: '{ tags: { a: 1 } }' }),
      'fleets.yml:2: gemini: select.tags.a: expected a value, a pattern or a list of them, as text, got 1',
    ],
    [
      'no tags',
      fleetText({ select: '{ tags: {} }' }),
      'fleets.yml:2: gemini: select.tags: expected at least one tag, got an object',
    ],
    [
      'no names',
      fleetText({ select: '{ names: [] }' }),
      'fleets.yml:2: gemini: select.names: expected at least one entry, got an array of 0',
    ],
    [
      'an engine that is a service',
      fleetText({ select: "{ names: ['*'], engines: [taurusdb] }" }),
      'fleets.yml:2: gemini: select.engines[0]: TaurusDB is a service, with the engine gaussdb-mysql, got "taurusdb"',
    ],
    [
      'an engine nearly right',
      fleetText({ select: "{ names: ['*'], engines: [influxd] }" }),
      'fleets.yml:2: gemini: select.engines[0]: expected one of GaussDB, gaussdb-mysql, cassandra, mongodb, influxdb, redis, dynamodb, hbase, or a pattern: did you mean influxdb?, got "influxd"',
    ],
    [
      'a version that is a number',
      fleetText({ select: "{ names: ['*'], current: [1.7] }" }),
      'fleets.yml:2: gemini: select.current[0]: expected text; put digits into quotes, got 1.7',
    ],
    [
      'a comparison of nothing',
      fleetText({ select: "{ names: ['*'], current: ['< 1.7'] }" }),
      'fleets.yml:2: gemini: select.current[0]: expected a version such as 1.7 or 1.7.*, or comparisons such as <3.208.0.7 or >=2.23 <2.24, got "< 1.7"',
    ],
    [
      'an enterprise project by its name',
      fleetText({ select: "{ names: ['*'], enterprise_projects: [finance] }" }),
      'fleets.yml:2: gemini: select.enterprise_projects[0]: expected the id of an enterprise project, not its name; 0 is the default one, got "finance"',
    ],
    [
      'the id of a proxy',
      fleetText({ select: `{ ids: [${PROXY}] }` }),
      `fleets.yml:2: gemini: select.ids[0]: expected an instance id of 36, 32 or 24 letters and digits, got "${PROXY}"`,
    ],
    [
      'a place without a project',
      fleetText({ select: "{ names: ['*'], places: [{ region: tr-west-1 }] }" }),
      'fleets.yml:2: gemini: select.places[0].project: expected a project id of 32 letters and digits, got nothing',
    ],
    [
      'a plug-in',
      fleetText({ take: '{ install-kernel-plugin: { min_age: P7D } }' }),
      'fleets.yml:3: gemini: take.install-kernel-plugin: cannot stand in a fleet: the cloud lists the plug-ins that are installed, and none that could be',
    ],
    [
      'a misspelt operation',
      fleetText({ take: '{ patch-database: { min_age: P7D } }' }),
      'fleets.yml:3: gemini: take.patch-database: is not a field of take: did you mean patch-databases?',
    ],
    [
      'an operation nobody knows',
      fleetText({ take: '{ backup: { min_age: P7D } }' }),
      `fleets.yml:3: gemini: take.backup: is not a field of take: it has ${offered}`,
    ],
    [
      'nothing to take',
      fleetText({ take: '{}' }),
      'fleets.yml:3: gemini: take: expected at least one operation',
    ],
    [
      'no age',
      fleetText({ take: '{ patch-databases: {} }' }),
      'fleets.yml:3: gemini: take.patch-databases.min_age: expected a duration such as PT2H or P14D, got nothing',
    ],
    [
      'an age in days',
      fleetText({ take: '{ patch-databases: { min_age: 7 } }' }),
      'fleets.yml:3: gemini: take.patch-databases.min_age: expected a duration such as PT2H or P14D, got 7',
    ],
    [
      'versions where the cloud takes its newest',
      fleetText({ take: "{ patch-databases: { min_age: P7D, versions: ['1.7'], never: ['1.8'] } }" }),
      'fleets.yml:3: gemini: take.patch-databases.versions: expected latest: the cloud takes its newest',
      'fleets.yml:3: gemini: take.patch-databases.never: expected none: the cloud takes its newest and names no version',
    ],
    [
      'a version that is none',
      fleetText({ take: "{ schedule-hotfix-upgrade: { min_age: P7D, never: ['3.208.*'] } }" }),
      'fleets.yml:3: gemini: take.schedule-hotfix-upgrade.never[0]: expected dotted numbers such as 3.208.0.7, got "3.208.*"',
    ],
    [
      'a plan at a time',
      fleetText({ plan: '{ when: at(2027-01-01T00:00:00) }' }),
      'fleets.yml:4: gemini: plan.when: expected cron(…) or rate(…), got "at(2027-01-01T00:00:00)"',
    ],
    [
      'a plan that is never made',
      fleetText({ plan: "{ when: 'cron(0 8 31 2 ? *)' }" }),
      'fleets.yml:4: gemini: plan.when: expected a day that one of the months has: this cron expression never fires, got "cron(0 8 31 2 ? *)"',
    ],
    [
      'a zone of no country',
      fleetText({ plan: '{ time_zone: Europe/Dubln }' }),
      'fleets.yml:4: gemini: plan.time_zone: expected a time zone of the tz database such as Europe/Dublin, got "Europe/Dubln"',
    ],
    [
      'a plan that lapses at once',
      fleetText({ plan: '{ good_for: PT0S }' }),
      'fleets.yml:4: gemini: plan.good_for: expected a duration of at least PT1H, got "PT0S"',
    ],
    [
      'once, and again',
      fleetText({ once: 'true', because: 'CVE' }),
      'fleets.yml:4: gemini: plan.when: expected none beside once: a person plans an urgent fix',
    ],
    [
      'once without a reason',
      fleetText({ plan: undefined, once: 'true' }),
      'fleets.yml:1: gemini: because: expected why, since once stands there',
    ],
    [
      'a reason for nothing',
      fleetText({ because: 'CVE' }),
      'fleets.yml:8: gemini: because: expected once: true beside it',
    ],
    [
      'approval of a wave that is none',
      fleetText({ approval: "{ waves: [other], by: ['queue:A*'] }" }),
      'fleets.yml:5: gemini: approval.waves[0]: expected one of the waves first, others, got "other": did you mean others?',
    ],
    [
      'approval by nobody',
      fleetText({ approval: '{}' }),
      'fleets.yml:5: gemini: approval.by: expected a list of who may approve, such as [queue:AROA…:*], got nothing',
    ],
    [
      'approval by a timer',
      fleetText({ approval: "{ by: ['timer:*'] }" }),
      'fleets.yml:5: gemini: approval.by[0]: expected queue:<SenderId> or webhook:<sender>, with * and ? as wildcards, got "timer:*"',
    ],
    [
      'two approvals of one role',
      fleetText({ approval: "{ by: ['queue:AROALEAD:alice', 'queue:AROALEAD:bob'], needs: 2 }" }),
      'fleets.yml:5: gemini: approval.by: expected 2 roles at least, since needs is 2',
    ],
    ['no waves', fleetText({ waves: '{}' }), 'fleets.yml:6: gemini: waves: expected at least one wave'],
    [
      'a wave whose name would change its place',
      fleetText({ waves: "{ '2': { rest: true } }" }),
      'fleets.yml:6: gemini: waves.2: expected a name of at most 40 lower-case letters and digits, joined by dashes, a letter first, got "2"',
    ],
    [
      'nobody left for the last wave',
      fleetText({ waves: '{ a: { rest: true }, b: { tags: { a: b } } }' }),
      'fleets.yml:6: gemini: waves.a.rest: expected in the last wave only: nobody would be left for the next',
    ],
    [
      'a rest of some',
      fleetText({ waves: '{ a: { rest: true, names: [a] } }' }),
      'fleets.yml:6: gemini: waves.a.rest: expected no names beside it: rest is whoever is in no wave before',
    ],
    [
      'a wave of nobody',
      fleetText({ waves: '{ a: { at_once: 2 } }' }),
      'fleets.yml:6: gemini: waves.a: expected who is in it: rest: true, tags, names or the like',
    ],
    [
      'more at once than there may be',
      fleetText({ waves: '{ a: { rest: true, at_once: 101 } }' }),
      'fleets.yml:6: gemini: waves.a.at_once: expected a whole number from 1 to 100, got 101',
    ],
    [
      'enough by number',
      fleetText({ waves: '{ a: { rest: true, enough: 95 } }' }),
      'fleets.yml:6: gemini: waves.a.enough: expected a share from 1% to 100%, got 95',
    ],
    [
      'a share of nothing',
      fleetText({ waves: '{ a: { rest: true, stop_after: 0% } }' }),
      'fleets.yml:6: gemini: waves.a.stop_after: expected a whole number from 1 to 10000, or a share from 1% to 100%, got "0%"',
    ],
    [
      'two kinds of window',
      fleetText({ windows: '[night, own]' }),
      "fleets.yml:7: gemini: windows: expected own alone, the instance's own window, or names of calendar.yml",
    ],
    [
      'an owner without its kind',
      fleetText({ owner: 'team' }),
      'fleets.yml:8: gemini: owner: expected tag:<key>, got "team"',
    ],
    [
      'more targets than any fleet may have',
      fleetText({ max_targets: '10001' }),
      'fleets.yml:8: gemini: max_targets: expected a whole number from 1 to 10000, got 10001',
    ],
    [
      'overdue by name',
      fleetText({ overdue: 'never' }),
      'fleets.yml:8: gemini: overdue: expected a duration such as PT2H or P14D, got "never"',
    ],
  ];
  test.each(cases)('%s', (_title, text, ...expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  test('what is wrong in the file of the stage is told with its own lines', () => {
    expect(complaints(fleetText(), 'gemini:\n  windows: [own]\n  max_targets: 0\n')).toEqual([
      'fleets.prod.yml:3: gemini: max_targets: expected a whole number from 1 to 10000, got 0',
    ]);
  });

  test('every entry is told', () => {
    const wrong = fleetText({ windows: '[]' }) + fleetText({ take: '{}' }, 'other');
    expect(complaints(wrong).map((line) => line.split(': ').slice(0, 3))).toEqual([
      ['fleets.yml:7', 'gemini', 'windows'],
      ['fleets.yml:10', 'other', 'take'],
    ]);
  });
});

test('whatever the text: it is taken, and the same again from what was taken, or refused with a place', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(['night'], { rest: true }, { a: { rest: true } }, 'P7D', ['*'], true, 1, '5%'),
  );
  const field = fc.constantFrom(
    'max_targets',
    'plan',
    'waves',
    'windows',
    'holds',
    'tell',
    'once',
    'overdue',
    'x',
  );
  const base = { ...(compile(fleetText()).gemini as object) };
  fc.assert(
    fc.property(
      fc.oneof(fc.dictionary(field, value), fc.string()),
      fc.constantFrom('gemini', 'b c'),
      (changes, name) => {
        const entry = typeof changes === 'string' ? changes : { ...base, ...changes };
        const text = JSON.stringify({ [name]: entry });
        const told = complaints(text);
        const [first = ''] = told;
        if (first.startsWith('taken: ')) expect(complaints(first.slice(7))).toEqual([first]);
        else for (const line of told) expect(line).toMatch(/^fleets\.yml:1: /);
      },
    ),
    { numRuns: 1000 },
  );
});

test('an operation says why it is not offered exactly where it offers nothing', async () => {
  for (const { operation, offers } of await offering()) {
    expect([operation.name, offers === undefined]).toEqual([
      operation.name,
      operation.unoffered !== undefined,
    ]);
  }
});
