import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { compileSchedules } from '../../infra/schedules/compile-schedules.ts';
import { schedulable } from '../../infra/schedules/entry.ts';
import { nextRuns } from '../../infra/schedules/next-runs.ts';
import { faultInCron } from '../../shared/calendar/cron/cron.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { localTimeAt } from '../../shared/values/time/clocks.ts';
import { HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES, PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { shipped, testAsShipped } from './shipped.ts';

const NOW = Date.parse('2026-11-21T12:00:00.789Z');
const PROJECT = '0483b6b16e954cb88930a360d2c4e663';
const settings = loadSettings({ HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: PROJECT });
const deployment = { catalog, settings, stage: 'prod', now: NOW };
const [ID] = PATCH_INSTANCES;

const compile = (text: string, over?: string, more: object = {}) =>
  compileSchedules(
    [
      { name: 'schedules.yml', text },
      ...(over === undefined ? [] : [{ name: 'schedules.prod.yml', text: over }]),
    ],
    { ...deployment, ...more },
  );
const messageOf = (...args: Parameters<typeof compile>): string => {
  try {
    compile(...args);
    return 'nothing wrong';
  } catch (error) {
    return (error as Error).message;
  }
};

/** One entry, each field on a line of its own from line 2 on: operation, when, time_zone, enabled, intent. */
const patches = (changes: Record<string, string | undefined> = {}, intent: Record<string, string> = {}) => {
  const fields = {
    operation: 'patch-databases',
    when: 'cron(0 2 ? * SUN *)',
    time_zone: 'Europe/Berlin',
    enabled: 'true',
    ...changes,
  };
  const inner = Object.entries({ instance_ids: `[${ID}]`, ...intent }).filter(([, value]) => value !== '-');
  return [
    'weekly:',
    ...Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name}: ${value}`],
    ),
    '  intent:',
    ...inner.map(([name, value]) => `    ${name}: ${value}`),
  ].join('\n');
};
const hotfix = (start_time: string, when = 'rate(7 days)') =>
  patches(
    { operation: 'schedule-hotfix-upgrade', when },
    { instance_ids: `[${HOTFIX_INSTANCES[0]}]`, start_time, target_version: '3.208.0.6' },
  );

const backup = (when: string) =>
  `weekly:
  operation: back-up-gaussdb
  when: ${when}
  enabled: true
  intent:
    instance_id: ${HOTFIX_INSTANCES[0]}
    name: nightly
`;

describe('a window that an intent names', () => {
  const calendar = compileCalendar(
    [
      {
        name: 'calendar.yml',
        text: `windows:
  nights: { days: every, from: '22:00', for: PT4H, time_zone: UTC }
  far: { days: every, from: '22:00', for: PT4H, time_zone: UTC, regions: [tr-west-1] }
`,
      },
    ],
    NOW,
  );
  const named = (window: string, enabled = 'true') =>
    messageOf(patches({ enabled }, { window }), undefined, { calendar });

  test('stands in the calendar of the stage, for its region', () => {
    expect([named('nights'), named('own')]).toEqual(['nothing wrong', 'nothing wrong']);
    for (const wrong of ['night', 'far']) {
      expect(named(wrong)).toContain(
        `schedules.yml:8: weekly: intent.window: expected a window that calendar.yml has for ap-southeast-1 (own, nights), got "${wrong}"`,
      );
    }
  });

  test('is not looked for while the schedule is off, or where the calendar itself is wrong', () => {
    expect(named('night', 'false')).toBe('nothing wrong');
    expect(messageOf(patches({}, { window: 'night' }))).toBe('nothing wrong');
  });
});

describe('what is right', () => {
  test('becomes a schedule whose event never outlives the intent', () => {
    expect(compile(patches())).toEqual([
      {
        name: 'weekly',
        operation: 'patch-databases',
        when: 'cron(0 2 ? * SUN *)',
        time_zone: 'Europe/Berlin',
        enabled: true,
        intent: { instance_ids: [ID] },
        maxAgeS: 3600,
        place: 'schedules.yml:1',
        work: {
          region: 'ap-southeast-1',
          project: PROJECT,
          targets: [ID],
          instances: [ID],
          ...{ sent_after: 0, begins_after: 0, lasts: 30 * MINUTE },
        },
        lifted: [],
      },
    ]);
    expect(compile(patches({}, { not_after: 'PT10M' }))).toMatchObject([{ maxAgeS: 600 }]);
    expect(compile(patches({}, { not_after: 'P7D' }))).toMatchObject([{ maxAgeS: 86_400 }]);
    expect(compile(patches({}, { not_before: 'PT1H' }))).toMatchObject([{ maxAgeS: 7200 }]);
    expect(compile(hotfix('PT2H'))).toMatchObject([{ maxAgeS: 86_400 }]);
    expect(compile(patches({}, { ends_by: 'PT5M' }))).toHaveLength(1);
  });

  test('at(...) may carry fixed times, counted from the clocks of its zone', () => {
    const once = (not_after: string) =>
      patches({ when: 'at(2026-12-01T03:00:00)' }, { not_after, not_before: '2026-12-01T02:10:00Z' });
    expect(compile(once('2026-12-01T02:30:00Z'))).toMatchObject([{ maxAgeS: 1800 }]);
    expect(compile(hotfix('2026-12-01T05:00:00+0100', 'at(2026-12-01T03:00:00)'))).toHaveLength(1);
  });

  test('the stage stands over the base, field by field', () => {
    const over = 'weekly: { enabled: false }\nother:\n  operation: patch-databases\n  when: rate(1 day)\n';
    const more = `${over}  enabled: true\n  intent: { instance_ids: [${ID}] }`;
    expect(compile(patches(), more)).toMatchObject([
      { name: 'weekly', enabled: false, when: 'cron(0 2 ? * SUN *)' },
      { name: 'other', enabled: true, time_zone: 'UTC' },
    ]);
  });

  test.each([
    'rate(60 minutes)',
    'rate(1 hour)',
    'cron(5 * * * ? *)',
    'cron(5/59 0,23 * * ? *)',
    'cron(7,7 2 ? * SUN *)',
  ])('a run an hour is, %s', (when) => {
    expect(compile(patches({ when }))).toHaveLength(1);
  });

  test('instances may be shared by anchors, kept under a key that begins with x-', () => {
    const shared = `x-ids: &ids [${ID}]\n${patches({}, { instance_ids: '*ids' })}`;
    const [one, other] = [compile(shared), compile(patches())].map(([schedule]) => schedule?.intent);
    expect(one).toEqual(other);
  });

  test('no schedules at all are right too', () => {
    expect(compile('')).toEqual([]);
    expect(compile('# nothing\n', '')).toEqual([]);
  });

  test('a backup that is made once may be named', () => {
    expect(compile(backup('at(2026-12-01T03:00:00)'))).toHaveLength(1);
  });

  test('what is off may be over', () => {
    expect(compile(patches({ when: 'at(2020-01-01T00:00:00)', enabled: 'false' }))).toHaveLength(1);
  });
});

describe('what is wrong stops the packaging', () => {
  const cases: [string, string, string][] = [
    [
      'an alias of nothing',
      'weekly: *other',
      'schedules.yml:1: expected quotes around what begins with a star',
    ],
    [
      'a field that would vanish',
      patches({}, { "'__proto__'": '1' }),
      'schedules.yml:8: __proto__: expected another name',
    ],
    [
      'work that would have to end before it starts',
      patches({}, { ends_by: 'PT0S' }),
      'schedules.yml:8: weekly: intent.ends_by: expected later than the start of the work, 2026-11-21T12:00:00.000Z, got "PT0S"',
    ],
    [
      'a fixed time by which to end, week after week',
      patches({}, { ends_by: '2030-01-01T00:00:00Z' }),
      'schedules.yml:8: weekly: intent.ends_by: expected a duration such as PT2H, since the schedule repeats, got "2030-01-01T00:00:00Z"',
    ],
    [
      'an unknown operation',
      patches({ operation: 'patch-database' }),
      `schedules.yml:2: weekly: operation: expected one of ${schedulable(catalog)
        .map(({ name }) => name)
        .join(', ')}, got "patch-database"`,
    ],
    [
      'a cron expression of five fields',
      patches({ when: 'cron(0 2 * * SUN)' }),
      'schedules.yml:3: weekly: when: expected six cron fields (minutes, hours, day of month, month, day of week, year), got "cron(0 2 * * SUN)"',
    ],
    [
      'an hour that no day has',
      patches({ when: 'cron(0 24 ? * SUN *)' }),
      'schedules.yml:3: weekly: when: expected 0 to 23 in the cron field hours ("24"), got "cron(0 24 ? * SUN *)"',
    ],
    [
      'both days in one cron expression',
      patches({ when: 'cron(0 2 1 * SUN *)' }),
      'schedules.yml:3: weekly: when: expected "?" in exactly one of the cron fields day of month and day of week, got "cron(0 2 1 * SUN *)"',
    ],
    [
      'a day that never comes',
      patches({ when: 'cron(0 2 31 2,4 ? *)' }),
      'schedules.yml:3: weekly: when: expected a day that one of the months has: this cron expression never fires, got "cron(0 2 31 2,4 ? *)"',
    ],
    [
      'years that are over',
      patches({ when: 'cron(0 2 1 1 ? 2024-2025)' }),
      'schedules.yml:3: weekly: when: expected a year to come: this cron expression never fires again, got "cron(0 2 1 1 ? 2024-2025)"',
    ],
    [
      'a year that has no such time left',
      patches({ when: 'cron(0 2 1 1 ? 2026)' }),
      'schedules.yml:3: weekly: when: expected a time to come: this cron expression never fires again, got "cron(0 2 1 1 ? 2026)"',
    ],
    ...[
      'rate(1 minute)',
      'rate(59 minutes)',
      'cron(* * * * ? *)',
      'cron(0,59 2 ? * SUN *)',
      'cron(0/30 2 1 1 ? *)',
    ].map((when): [string, string, string] => [
      `what repeats within the hour, ${when}`,
      patches({ when }),
      `schedules.yml:3: weekly: when: expected at least an hour between two runs, since each may restart databases, got "${when}"`,
    ]),
    [
      'a rate of nothing',
      patches({ when: 'rate(0 days)' }),
      'schedules.yml:3: weekly: when: expected rate(n minutes), rate(n hours) or rate(n days), got "rate(0 days)"',
    ],
    ...[
      ['rate(1 hours)', 'rate(1 hour)'],
      ['rate(10 day)', 'rate(10 days)'],
      ['rate(01 days)', 'rate(1 day)'],
    ].map(([came = '', right = '']): [string, string, string] => [
      `a rate as ${came}`,
      patches({ when: came }),
      `schedules.yml:3: weekly: when: expected ${right}, got "${came}"`,
    ]),
    [
      'a rate in weeks',
      patches({ when: 'rate(1 week)' }),
      'schedules.yml:3: weekly: when: expected rate(n minutes), rate(n hours) or rate(n days), got "rate(1 week)"',
    ],
    [
      'a day that does not exist',
      patches({ when: 'at(2026-11-31T03:00:00)' }),
      'schedules.yml:3: weekly: when: expected cron(…), rate(…) or at(yyyy-mm-ddThh:mm:ss), got "at(2026-11-31T03:00:00)"',
    ],
    [
      'a time that is over',
      patches({ when: 'at(2026-11-21T12:30:00)' }),
      'schedules.yml:3: weekly: when: expected a time to come: remove the schedule or set enabled: false, got "at(2026-11-21T12:30:00)"',
    ],
    [
      'a time that the clocks leave out',
      patches({ when: 'at(2027-03-28T02:30:00)' }),
      'schedules.yml:3: weekly: when: expected a time that clocks in Europe/Berlin show: they leave this one out, so it may never fire; next to it are at(2027-03-28T01:59:59) and at(2027-03-28T03:00:00), got "at(2027-03-28T02:30:00)"',
    ],
    [
      'the same in New York',
      patches({ when: 'at(2027-03-14T02:30:00)', time_zone: 'America/New_York' }),
      'schedules.yml:3: weekly: when: expected a time that clocks in America/New_York show: they leave this one out, so it may never fire; next to it are at(2027-03-14T01:59:59) and at(2027-03-14T03:00:00), got "at(2027-03-14T02:30:00)"',
    ],
    [
      'a time zone in another letter case',
      patches({ time_zone: 'Asia/kolkata' }),
      'schedules.yml:4: weekly: time_zone: expected a time zone as the tz database spells it, Asia/Kolkata, got "Asia/kolkata"',
    ],
    [
      'a time zone that only an abbreviation names',
      patches({ time_zone: 'IST' }),
      'schedules.yml:4: weekly: time_zone: expected a time zone of the tz database such as Europe/Berlin, got "IST"',
    ],
    [
      'an expression of another scheduler',
      patches({ when: '"@weekly"' }),
      'schedules.yml:3: weekly: when: expected cron(…), rate(…) or at(yyyy-mm-ddThh:mm:ss), got "@weekly"',
    ],
    [
      'an unknown time zone',
      patches({ time_zone: 'Europe/Berlyn' }),
      'schedules.yml:4: weekly: time_zone: expected a time zone of the tz database such as Europe/Berlin, got "Europe/Berlyn"',
    ],
    [
      'an offset as time zone',
      patches({ time_zone: '"+01:00"' }),
      'schedules.yml:4: weekly: time_zone: expected a time zone of the tz database such as Europe/Berlin, got "+01:00"',
    ],
    [
      'YAML that says yes and means text',
      patches({ enabled: 'yes' }),
      'schedules.yml:5: weekly: enabled: expected true or false, got "yes"',
    ],
    [
      'no word on whether it is on',
      patches({ enabled: undefined }),
      'schedules.yml:1: weekly: enabled: expected true or false, got nothing',
    ],
    [
      'an unknown field of the entry',
      patches({ timezone: 'UTC' }),
      'schedules.yml:6: weekly: timezone: is not a field of a schedule',
    ],
    [
      'an unknown field of the intent',
      patches({}, { instance_id: ID }),
      'schedules.yml:8: weekly: intent.instance_id: is not a field of this operation',
    ],
    [
      'an instance of another service',
      patches({}, { instance_ids: `[${ID}, ${HOTFIX_INSTANCES[0]}]` }),
      `schedules.yml:7: weekly: intent.instance_ids[1]: expected a GeminiDB instance id; the suffix says GaussDB, got "${HOTFIX_INSTANCES[0]}"`,
    ],
    [
      'an id that YAML takes for a number',
      patches({}, { project_id: '12345678901234567890123456789012' }),
      'schedules.yml:8: weekly: intent.project_id: expected a project id of 32 letters and digits, got 1.2345678901234567e+31',
    ],
    [
      'no intent',
      'weekly:\n  operation: patch-databases\n  when: rate(7 days)\n  enabled: true\n',
      'schedules.yml:1: weekly: intent: expected the fields of an intent, got nothing',
    ],
    [
      'a request_id',
      patches({}, { request_id: 'mine' }),
      'schedules.yml:8: weekly: intent.request_id: expected none: every run of a schedule has an id of its own',
    ],
    [
      'a fixed start_time that repeats',
      hotfix('2027-01-01T00:00:00Z'),
      'schedules.yml:8: weekly: intent.start_time: expected a duration such as PT2H, since the schedule repeats, got "2027-01-01T00:00:00Z"',
    ],
    [
      "a fixed start_time in the vendor's form that repeats",
      hotfix('2027-01-01T00:00:00+0800'),
      'schedules.yml:8: weekly: intent.start_time: expected a duration such as PT2H, since the schedule repeats, got "2027-01-01T00:00:00+0800"',
    ],
    [
      'a fixed not_before that repeats',
      patches({}, { not_before: '2026-11-21T12:10:00Z' }),
      'schedules.yml:8: weekly: intent.not_before: expected a duration such as PT2H, since the schedule repeats, got "2026-11-21T12:10:00Z"',
    ],
    [
      'a fixed not_after that repeats',
      patches({ when: 'rate(1 hour)' }, { not_after: '2026-11-21T13:00:00Z' }),
      'schedules.yml:8: weekly: intent.not_after: expected a duration such as PT2H, since the schedule repeats, got "2026-11-21T13:00:00Z"',
    ],
    [
      'a backup whose name stays the same, so that there is one and never another',
      backup('rate(1 day)'),
      'schedules.yml:7: weekly: intent.name: expected none, since the schedule repeats and a name is used once, got "nightly"',
    ],
    [
      'a start before the schedule itself',
      hotfix('2026-12-01T00:00:00Z', 'at(2026-12-01T03:00:00)'),
      'schedules.yml:6: weekly: intent: start_time 2026-12-01T00:00:00+0000 is past when the schedule fires',
    ],
    [
      'an end before the event can be delivered',
      patches({}, { not_after: 'PT59S' }),
      'schedules.yml:8: weekly: intent.not_after: expected at least 60 seconds after the schedule fires, got "PT59S"',
    ],
    [
      'not_after before not_before',
      patches({}, { not_before: 'PT3H', not_after: 'PT2H' }),
      'schedules.yml:9: weekly: intent.not_after: expected later than not_before, got "PT2H"',
    ],
    [
      'a URL with a secret',
      patches(
        { operation: 'install-kernel-plugin' },
        {
          instance_ids: '-',
          instance_id: PLUGIN_INSTANCE,
          plugin_name: 'postgis',
          url: 'https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz?Signature=abc',
          sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
        },
      ),
      'schedules.yml:9: weekly: intent.url: expected a URL without user or query, which a schedule would show, got "https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz?***"',
    ],
    [
      'a variable of the packager',
      patches({}, { reason: '"${env:HW_USER_PASSWORD}"' }),
      'schedules.yml:6: weekly: intent: expected no "${", which packaging would replace',
    ],
    [
      'a name that AWS would refuse',
      patches().replace('weekly:', 'Weekly patches:'),
      'schedules.yml:1: Weekly patches: expected a name of 1 to 64 lower-case letters and digits, joined by dashes, got "Weekly patches"',
    ],
    ['two entries of one name', `${patches()}\n${patches()}`, 'schedules.yml:8: Map keys must be unique'],
    [
      'a tag of another tool',
      patches({ operation: '!Sub patch-databases' }),
      'schedules.yml:2: Unresolved tag: !Sub',
    ],
    [
      'broken YAML',
      'weekly:\n  operation: [patch-databases\n',
      'schedules.yml:3: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a list',
      '- operation: patch-databases\n',
      'schedules.yml:1: expected names of schedules, each with its fields, got an array of 1',
    ],
    [
      'an entry without fields',
      '\nweekly: patch-databases\n',
      'schedules.yml:2: weekly: expected the fields of a schedule, got "patch-databases"',
    ],
  ];
  test.each(cases)('%s', (_, text, message) => {
    expect(messageOf(text)).toBe(`schedules: 1 fault\n${message}`);
  });

  test('too many targets for the deployment', () => {
    const few = { settings: { ...settings, MAX_TARGETS: 1 } };
    const text = patches({}, { instance_ids: `[${ID}, ${PATCH_INSTANCES[1]}]` });
    expect(messageOf(text, undefined, few)).toBe(
      'schedules: 1 fault\nschedules.yml:6: weekly: intent: expected at most 1 targets an intent (MAX_TARGETS), got 2',
    );
  });

  test('no project, neither in the intent nor in the environment', () => {
    const nowhere = { settings: loadSettings({}) };
    expect(messageOf(patches(), undefined, nowhere)).toBe(
      'schedules: 2 faults\n' +
        'schedules.yml:6: weekly: intent.region: expected here or in HW_REGION_NAME, got nothing\n' +
        'schedules.yml:6: weekly: intent.project_id: expected here or in HW_PROJECT_ID, got nothing',
    );
  });

  test('what the stage changes is told with the file of the stage', () => {
    const over = '# production\nweekly:\n  when: cron(0 2 ? * SUM *)\n';
    expect(messageOf(patches(), over)).toBe(
      'schedules: 1 fault\nschedules.prod.yml:3: weekly: when: expected 1 to 7 or SUN to SAT in the cron field day of week ("SUM"), got "cron(0 2 ? * SUM *)"',
    );
  });

  test('an id that only the parts of several calls make too long', () => {
    const ids = Array.from({ length: 11 }, (_, i) => ID.replace(/^../, String(i + 10)));
    const text = patches({}, { instance_ids: `[${ids.join(', ')}]` });
    const most = (length: number) => messageOf(text, undefined, { stage: 'x'.repeat(length) });
    expect(most(140)).toBe('nothing wrong');
    expect(most(150)).toBe(
      'schedules: 1 fault\nschedules.yml:6: weekly: intent.request_id: expected at most 243 characters for an intent of several calls',
    );
  });

  test('an id that becomes too long once the stage is in it', () => {
    const long = { stage: 'x'.repeat(200) };
    expect(messageOf(patches(), undefined, long)).toMatch(
      /weekly: intent\.request_id: expected 1 to 256 letters/,
    );
  });
});

describe('what is shipped', () => {
  testAsShipped('fires nothing', () => {
    expect(compile(shipped)).toEqual([]);
  });

  testAsShipped('holds examples, each off, that are right once uncommented', () => {
    const examples = shipped.split('Examples')[1] ?? '';
    const found = compile(examples.replace(/^.*\n/, '').replace(/^# ?/gm, ''));
    expect(found.filter(({ enabled }) => enabled)).toEqual([]);
    expect(found.map(({ operation }) => operation).sort()).toEqual(
      [...new Set(found.map(({ operation }) => operation))].sort(),
    );
    expect(found.length).toBeGreaterThan(3);
  });
});

describe('cron', () => {
  const part = (least: number, most: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: least, max: most }).map(String),
      fc
        .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.integer({ min: 1, max: 9 }).map((step) => `*/${step}`),
      fc
        .array(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 })
        .map((list) => list.join(',')),
    );

  test('takes whatever its six fields can say', () => {
    fc.assert(
      fc.property(
        part(0, 59),
        part(0, 23),
        part(1, 28),
        part(1, 12),
        part(2026, 2199),
        (m, h, d, month, y) => {
          expect(faultInCron(`${m} ${h} ${d} ${month} ? ${y}`, NOW)).toBeUndefined();
          expect(faultInCron(`${m} ${h} ? ${month} ${'MON-FRI'} ${y}`, NOW)).toBeUndefined();
        },
      ),
    );
  });

  test('refuses a number outside of its field, wherever it stands', () => {
    const ranges: [number, number][] = [
      [0, 59],
      [0, 23],
      [1, 31],
      [1, 12],
      [1, 7],
      [1970, 2199],
    ];
    fc.assert(
      fc.property(fc.nat({ max: 5 }), fc.integer({ min: 0, max: 9999 }), (index, number) => {
        const [least, most] = ranges[index] ?? [0, 0];
        fc.pre(number < least || number > most);
        const fields = ['0', '0', index === 4 ? '?' : '*', '*', index === 4 ? '*' : '?', '*'];
        fields[index] = `${number}`;
        expect(faultInCron(fields.join(' '), NOW)).toMatch(/^expected \d+ to \d+/);
      }),
    );
  });

  test.each([
    '0 0 L * ? *',
    '0 0 LW * ? *',
    '0 0 15W * ? *',
    '0 0 ? * 6L *',
    '0 0 ? * TUE#2 *',
    '0 0 ? * fri#2 *',
    '0 0 ? * friL *',
    '0 0 lw * ? *',
    '0 0 15w jan ? *',
    '*/59 */23 */31 */12 ? *',
    '0/15 8-18 ? * mon-fri *',
    '0 0 29 2 ? *',
    '0 0 1 1 ? 2020/10',
  ])('takes %s', (text) => {
    expect(faultInCron(text, NOW)).toBeUndefined();
  });

  test.each([
    '0 0 32W * ? *',
    '0 0 ? * 6#6 *',
    '5/0 0 * * ? *',
    '0 0 1, * ? *',
    '',
    '0 0 ? * ? *',
    '-1 0 * * ? *',
    '0 0 */a * ? *',
  ])('refuses %s', (text) => {
    expect(faultInCron(text, NOW)).toEqual(expect.any(String));
  });

  test.each([
    [
      '0 2 ? * */2 *',
      'expected no "/", which EventBridge Scheduler does not take in the cron field day of week ("*/2")',
    ],
    ['*/60 * * * ? *', 'expected a step of 1 to 59 in the cron field minutes ("*/60")'],
    ['5/60 * * * ? *', 'expected a step of 1 to 59 in the cron field minutes ("5/60")'],
    ['0 0/24 * * ? *', 'expected a step of 1 to 23 in the cron field hours ("0/24")'],
    ['5/0 * * * ? *', 'expected a step of 1 to 59 in the cron field minutes ("5/0")'],
    [
      '0 0 ? * FRI-MON *',
      'expected a range that runs forward, such as FRI-SAT,SUN-MON, in the cron field day of week ("FRI-MON")',
    ],
    [
      '0 0 ? * 6-1 *',
      'expected a range that runs forward, such as 6-7,1, in the cron field day of week ("6-1")',
    ],
    [
      '0 22-2 * * ? *',
      'expected a range that runs forward, such as 22-23,0-2, in the cron field hours ("22-2")',
    ],
    [
      '0 0 1 dec-feb ? *',
      'expected a range that runs forward, such as DEC,JAN-FEB, in the cron field month ("dec-feb")',
    ],
    ['0 0 1 1 ? 2030-2027', 'expected a range that runs forward in the cron field year ("2030-2027")'],
  ])('refuses %s and says what is right', (text, message) => {
    expect(faultInCron(text, NOW)).toBe(message);
  });

  test('a range that runs backward and is not of years is right as its hint writes it', () => {
    const fields: [number, number, number][] = [
      [0, 0, 59],
      [1, 0, 23],
      [2, 1, 28],
      [3, 1, 12],
      [4, 1, 7],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.nat(), fc.nat(), ([index, least, most], one, other) => {
        const size = most - least + 1;
        const [from, to] = [least + (one % size), least + (other % size)];
        fc.pre(from > to);
        const written = ['0', '0', index === 4 ? '?' : '1', '1', index === 4 ? '1' : '?', '*'];
        written[index] = `${from}-${to}`;
        const [, hint = ''] = / such as (\S+), in the/.exec(faultInCron(written.join(' '), NOW) ?? '') ?? [];
        written[index] = hint;
        expect(hint).not.toBe('');
        expect(faultInCron(written.join(' '), NOW)).toBeUndefined();
      }),
    );
  });
});

describe('the next runs', () => {
  const next = (when: string, time_zone = 'UTC', now = NOW, most = 3) => {
    const [schedule] = compile(patches({ when, time_zone }), undefined, { now });
    return schedule
      ? nextRuns(schedule, now, most).map((at) => new Date(at).toISOString().replace(':00.000Z', ''))
      : [];
  };

  // Days of the week as the calendar has them: 2026-11-21 is a Saturday.
  test.each([
    ['cron(0 2 ? * SUN *)', ['2026-11-22T02:00', '2026-11-29T02:00', '2026-12-06T02:00']],
    ['cron(0 13 * * ? *)', ['2026-11-21T13:00', '2026-11-22T13:00', '2026-11-23T13:00']],
    ['cron(0 12 * * ? *)', ['2026-11-22T12:00', '2026-11-23T12:00', '2026-11-24T12:00']],
    ['cron(30 22,3 1 * ? *)', ['2026-12-01T03:30', '2026-12-01T22:30', '2027-01-01T03:30']],
    ['cron(0 2 ? * MON-FRI *)', ['2026-11-23T02:00', '2026-11-24T02:00', '2026-11-25T02:00']],
    ['cron(0 2 ? * 7 *)', ['2026-11-28T02:00', '2026-12-05T02:00', '2026-12-12T02:00']],
    ['cron(0 2 L * ? *)', ['2026-11-30T02:00', '2026-12-31T02:00', '2027-01-31T02:00']],
    ['cron(0 2 ? * L *)', ['2026-11-28T02:00', '2026-12-05T02:00', '2026-12-12T02:00']],
    ['cron(0 2 ? * 6L *)', ['2026-11-27T02:00', '2026-12-25T02:00', '2027-01-29T02:00']],
    ['cron(0 2 ? * tue#2 *)', ['2026-12-08T02:00', '2027-01-12T02:00', '2027-02-09T02:00']],
    ['cron(0 2 l * ? *)', ['2026-11-30T02:00', '2026-12-31T02:00', '2027-01-31T02:00']],
    ['cron(0 2 ? * friL *)', ['2026-11-27T02:00', '2026-12-25T02:00', '2027-01-29T02:00']],
    ['cron(0 2 ? * TUE#2 *)', ['2026-12-08T02:00', '2027-01-12T02:00', '2027-02-09T02:00']],
    ['cron(0 2 ? * SUN#5 *)', ['2026-11-29T02:00', '2027-01-31T02:00', '2027-05-30T02:00']],
    // January 31 and February 28, 2027, are Sundays; May 1 and July 31 are Saturdays, August 1 is a Sunday.
    ['cron(0 2 LW 1,2,7 ? *)', ['2027-01-29T02:00', '2027-02-26T02:00', '2027-07-30T02:00']],
    ['cron(0 2 1W 5,8 ? *)', ['2027-05-03T02:00', '2027-08-02T02:00', '2028-05-01T02:00']],
    ['cron(0 2 31W * ? *)', ['2026-12-31T02:00', '2027-01-29T02:00', '2027-03-31T02:00']],
    // The day after April 30, 2027, is a Saturday.
    ['cron(0 2 31W 4,5 ? *)', ['2027-05-31T02:00', '2028-05-31T02:00', '2029-05-31T02:00']],
    ['cron(0 2 15W 11,12 ? *)', ['2026-12-15T02:00', '2027-11-15T02:00', '2027-12-15T02:00']],
    ['cron(0 2 15W 5,8 ? *)', ['2027-05-14T02:00', '2027-08-16T02:00', '2028-05-15T02:00']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
    ['cron(0 0 1 JAN ? 2030/10)', ['2030-01-01T00:00', '2040-01-01T00:00', '2050-01-01T00:00']],
    ['cron(0 0 31 12 ? 2199)', ['2199-12-31T00:00']],
    ['at(2026-12-01T03:00:00)', ['2026-12-01T03:00']],
    ['rate(7 days)', []],
  ])('of %s', (when, runs) => {
    expect(next(when)).toEqual(runs);
  });

  test('keep to the clocks of their zone', () => {
    expect(next('cron(0 2 ? * SUN *)', 'Asia/Singapore')[0]).toBe('2026-11-21T18:00');
    expect(next('cron(0 2 * * ? *)', 'Pacific/Auckland', Date.parse('2026-11-21T12:59:00Z'))[0]).toBe(
      '2026-11-21T13:00',
    );
    expect(next('cron(0 23 * * ? *)', 'America/New_York', Date.parse('2026-11-22T02:00:00Z'))[0]).toBe(
      '2026-11-22T04:00',
    );
    expect(next('at(2026-12-01T03:00:00)', 'Europe/Berlin')).toEqual(['2026-12-01T02:00']);
  });

  test('leave out what the clocks leave out, and come once where they show a time twice', () => {
    const spring = Date.parse('2027-03-27T12:00:00Z');
    expect(next('cron(30 2 * * ? *)', 'Europe/Berlin', spring, 2)).toEqual([
      '2027-03-29T00:30',
      '2027-03-30T00:30',
    ]);
  });

  // Each right after its clocks went back; the second showing of the time brings no run.
  test.each([
    ['Europe/Berlin', '30 2', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['Europe/London', '30 1', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['Europe/Dublin', '30 1', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '30 1', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['America/Havana', '30 0', ['2026-11-01T04:30', '2026-11-02T05:30']],
    ['America/Santiago', '30 23', ['2027-04-04T02:30', '2027-04-05T03:30']],
    ['Australia/Lord_Howe', '45 1', ['2027-04-03T14:45', '2027-04-04T15:15']],
  ])('at a time that clocks in %s show twice is the first, once', (time_zone, time, runs) => {
    const [first = ''] = runs;
    const now = Date.parse(`${first}:00Z`) - 12 * HOUR;
    expect(next(`cron(${time} * * ? *)`, time_zone, now, 2)).toEqual(runs);
    // Between the two showings, the day's run is over.
    expect(next(`cron(${time} * * ? *)`, time_zone, Date.parse(`${first}:00Z`) + MINUTE, 1)).toEqual([
      runs[1],
    ]);
    const shown = new Date(localTimeAt(Date.parse(`${first}:00Z`), time_zone)).toISOString().slice(0, 19);
    expect(next(`at(${shown})`, time_zone, now)).toEqual([first]);
  });

  test('of no zone come on the day that Apia left out', () => {
    const before = Date.parse('2011-12-29T20:00:00Z');
    expect(next('cron(0 12 * * ? *)', 'Pacific/Apia', before, 2)).toEqual([
      '2011-12-29T22:00',
      '2011-12-30T22:00',
    ]);
  });

  test('of one day and time come once a month, on that day and at that time', () => {
    const days = fc.integer({ min: 1, max: 28 });
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (day, hour, minute) => {
          const runs = next(`cron(${minute} ${hour} ${day} * ? *)`, 'UTC', NOW, 24).map(
            (at) => new Date(`${at}Z`),
          );
          expect(runs).toHaveLength(24);
          for (const [index, run] of runs.entries()) {
            expect([run.getUTCDate(), run.getUTCHours(), run.getUTCMinutes()]).toEqual([day, hour, minute]);
            const month = (runs[0]?.getUTCMonth() ?? 0) + index;
            expect(run.getUTCMonth()).toBe(month % 12);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
