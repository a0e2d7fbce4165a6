import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { freezesIn, windowsIn } from '../../shared/calendar/in-place.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const EXAMPLE = readFileSync(new URL('example.yml', import.meta.url), 'utf8');
const compile = (...texts: string[]) =>
  compileCalendar(
    texts.map((text, index) => ({ name: index === 0 ? 'calendar.yml' : 'calendar.prod.yml', text })),
    NOW,
  );
const complaints = (...texts: string[]): readonly string[] => {
  try {
    return [`taken: ${JSON.stringify(compile(...texts))}`];
  } catch (error) {
    if (!(error instanceof Undeployable)) throw error;
    return error.faults;
  }
};
const window = (fields: string) => `windows:\n  night: { ${fields} }\n`;
const freeze = (fields: string) => `freezes:\n  year-end: { ${fields} }\n`;
const NIGHT = "days: every, from: '22:00', for: PT4H, time_zone: Europe/Dublin";
const YEAR_END = 'from: 2026-12-18T18:00, to: 2027-01-04T06:00, time_zone: Europe/Dublin, because: shop';

describe('a calendar', () => {
  test('is taken as people write it, with a default for what is left out', () => {
    const { windows, freezes, never_together, reviewed_until } = compile(EXAMPLE);
    expect([Object.keys(windows), Object.keys(freezes), never_together, reviewed_until]).toEqual([
      ['west', 'asia', 'nights', 'night'],
      ['year-end', 'lunar-new-year', 'month-end'],
      ['tag:app'],
      '2027-06-30',
    ]);
    expect(compile('# later\n')).toEqual({ windows: {}, freezes: {}, never_together: [] });
    expect(compile()).toEqual(compile(''));
  });

  test('is shown in docs/calendar.md with every field, and taken as it stands there', () => {
    const page = readFileSync(new URL('../../docs/calendar.md', import.meta.url), 'utf8');
    const { windows, freezes, ...rest } = compile(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    expect([Object.keys(windows), Object.keys(freezes)]).toEqual([
      ['nights', 'asia'],
      ['year-end', 'month-end', 'trade-fair'],
    ]);
    const entries = [...Object.values(windows), ...Object.values(freezes)];
    for (const field of ['windows', 'freezes', ...Object.keys(rest), ...entries.flatMap(Object.keys)]) {
      expect(page).toContain(`\`${field}\``);
    }
  });

  test('of a stage stands over the other, field by field', () => {
    const over = 'windows: { night: { for: PT2H } }\nreviewed_until: 2028-01-01\n';
    const { windows, freezes, reviewed_until } = compile(window(NIGHT) + freeze(YEAR_END), over);
    expect([windows.night?.from, windows.night?.for, Object.keys(freezes), reviewed_until]).toEqual([
      '22:00',
      'PT2H',
      ['year-end'],
      '2028-01-01',
    ]);
  });

  const cases: [string, string, string][] = [
    [
      'no YAML',
      'windows: [',
      'calendar.yml:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a list',
      '- night',
      'calendar.yml:1: expected windows, freezes and what else a calendar has, got an array of 1',
    ],
    [
      'a part that is misspelt',
      'window: {}',
      'calendar.yml:1: window: is not a field of a calendar: did you mean windows?',
    ],
    [
      'a time of day without quotes',
      window(NIGHT.replace("'22:00'", '22')),
      'calendar.yml:2: windows.night.from: expected a time of day in quotes, such as "22:00", got 22',
    ],
    [
      'a day in full',
      window(NIGHT.replace('every', '[monday]')),
      'calendar.yml:2: windows.night.days[0]: expected one of "mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun", got "monday"',
    ],
    [
      'a zone in another letter case',
      window(NIGHT.replace('Dublin', 'dublin')),
      'calendar.yml:2: windows.night.time_zone: expected a time zone as the tz database spells it, Europe/Dublin, or of-region, got "Europe/dublin"',
    ],
    [
      'an abbreviation for a zone',
      window(NIGHT.replace('Europe/Dublin', 'IST')),
      'calendar.yml:2: windows.night.time_zone: expected a time zone of the tz database such as Europe/Berlin, or of-region, got "IST"',
    ],
    [
      'a window of no length',
      window(NIGHT.replace('PT4H', 'PT0S')),
      'calendar.yml:2: windows.night.for: expected a duration of at least PT1M, got "PT0S"',
    ],
    [
      'a window called own',
      window(NIGHT).replace('night', 'own'),
      "calendar.yml:2: windows.own: expected another name: own is the instance's own window",
    ],
    [
      'of-region where no zone is known',
      window(`${NIGHT.replace('Europe/Dublin', 'of-region')}, regions: [tr-west-1, xx-east-9]`),
      'calendar.yml:2: windows.night.regions[1]: expected a region whose time zone is known, since time_zone is of-region, got "xx-east-9"',
    ],
    [
      'a freeze without why',
      freeze(YEAR_END.replace(', because: shop', '')),
      'calendar.yml:2: freezes.year-end.because: expected why, as text on one line, got nothing',
    ],
    [
      'a freeze of half a form',
      freeze(YEAR_END.replace('to: 2027-01-04T06:00, ', '')),
      'calendar.yml:2: freezes.year-end: expected from and to, or cron and for',
    ],
    [
      'a freeze of both forms',
      freeze(`${YEAR_END}, for: P1D`),
      'calendar.yml:2: freezes.year-end: expected from and to, or cron and for',
    ],
    [
      'a freeze that ends before it begins',
      freeze(YEAR_END.replace('2027-01-04', '2026-01-04')),
      'calendar.yml:2: freezes.year-end.to: expected a time after 2026-12-18T18:00, got 2026-01-04T06:00',
    ],
    [
      'a day that does not exist',
      freeze(YEAR_END.replace('12-18', '11-31')),
      'calendar.yml:2: freezes.year-end.from: expected a local time such as 2026-12-18T18:00, got "2026-11-31T18:00"',
    ],
    [
      'a cron expression of five fields',
      freeze("cron: 'cron(0 0 28 * ?)', for: P5D, time_zone: UTC, because: books"),
      'calendar.yml:2: freezes.year-end.cron: expected six cron fields (minutes, hours, day of month, month, day of week, year), got "cron(0 0 28 * ?)"',
    ],
    [
      'a tag without its word',
      'never_together: [app]',
      'calendar.yml:1: never_together[0]: expected tag:<key>, got "app"',
    ],
    [
      'a day of no calendar',
      'reviewed_until: 2027-02-30',
      'calendar.yml:1: reviewed_until: expected a day such as 2027-06-30, got "2027-02-30"',
    ],
  ];
  test.each(cases)('with %s is refused', (_, text, message) => {
    expect(complaints(text)).toEqual([message]);
  });

  test('is refused in the file that says what is wrong', () => {
    const over = '# stage\nwindows:\n  night: { for: P1M }\n';
    expect(complaints(window(NIGHT), over)).toEqual([
      'calendar.prod.yml:3: windows.night.for: months are not taken: a month has no fixed length (minutes stand after a T, as in PT5M), got "P1M"',
    ]);
  });

  test('whatever the text: it is taken, or refused with a place', () => {
    const field = fc.constantFrom('days', 'from', 'for', 'to', 'time_zone', 'cron', 'because', 'regions');
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom('every', '22:00', 'PT4H', 'UTC', '2026-12-18T18:00', 'of-region'),
    );
    const entries = fc.dictionary(
      fc.oneof(fc.constantFrom('a', 'own'), fc.string()),
      fc.dictionary(field, value),
    );
    const file = fc.record(
      { windows: entries, freezes: entries, never_together: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          file.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          for (const line of complaints(text)) expect(line).toMatch(/^(taken: |calendar\.yml:\d+: )/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what holds at a place', () => {
  const calendar = compile(EXAMPLE);
  const at = (text: string) => Date.parse(text);
  const times = (region: string, from: string, to: string, project = 'p') =>
    freezesIn(calendar, { region, project }, at(from), at(to)).map(({ name, from, to }) => [
      name,
      new Date(from).toISOString().slice(0, 16),
      new Date(to).toISOString().slice(0, 16),
    ]);

  test('is what names its region or none, on the clocks of the region', () => {
    expect(windowsIn(calendar, ['west', 'nights'], 'tr-west-1').map(({ time_zone }) => time_zone)).toEqual([
      'Europe/Istanbul',
      'Europe/Istanbul',
    ]);
    expect(windowsIn(calendar, ['west', 'nights', 'none'], 'ap-southeast-3')).toMatchObject([
      { from: '21:00', time_zone: 'Asia/Singapore' },
    ]);
    expect(times('tr-west-1', '2026-12-20T00:00Z', '2026-12-20T01:00Z')).toEqual([
      ['year-end', '2026-12-18T15:00', '2027-01-04T03:00'],
    ]);
    expect(times('tr-west-1', '2027-02-05T00:00Z', '2027-02-06T00:00Z')).toEqual([]);
    expect(times('ap-southeast-3', '2027-02-05T00:00Z', '2027-02-06T00:00Z')).toEqual([
      ['lunar-new-year', '2027-02-03T16:00', '2027-02-12T16:00'],
    ]);
  });

  test('comes again and again where it says so, the last that began before included', () => {
    expect(times('ap-southeast-3', '2027-05-01T00:00Z', '2027-05-28T00:00Z')).toEqual([
      ['month-end', '2027-04-27T16:00', '2027-05-02T16:00'],
      ['month-end', '2027-05-27T16:00', '2027-06-01T16:00'],
    ]);
  });

  test('touches work that ends as it begins, and none that begins as it ends', () => {
    expect(times('tr-west-1', '2026-12-18T14:00Z', '2026-12-18T15:00Z')).toHaveLength(1);
    expect(times('tr-west-1', '2027-01-04T03:00Z', '2027-01-04T04:00Z')).toEqual([]);
  });

  test('is frozen from the first moment after a gap where the clocks leave its beginning out', () => {
    const spring = compile(
      freeze("cron: 'cron(30 1 28 3 ? *)', for: PT2H, time_zone: Europe/Dublin, because: clocks"),
    );
    const [one] = freezesIn(
      spring,
      { region: 'eu-west-101', project: 'p' },
      at('2027-03-28T00:00Z'),
      at('2027-03-28T02:00Z'),
    );
    expect(one).toMatchObject({
      name: 'year-end',
      because: 'clocks',
      from: at('2027-03-28T01:00Z'),
      to: at('2027-03-28T03:00Z'),
    });
  });

  test('is limited to the projects that it names', () => {
    const project = '0483b6b16e954cb88930a360d2c4e663';
    const one = compile(freeze(`${YEAR_END}, projects: [${project}]`));
    const [from, to] = [at('2026-12-20T00:00Z'), at('2026-12-20T00:00Z')];
    expect(freezesIn(one, { region: 'tr-west-1', project }, from, to)).toHaveLength(1);
    expect(freezesIn(one, { region: 'tr-west-1', project: 'p' }, from, to)).toEqual([]);
  });

  test('cannot be told in a region without a known zone, and is never taken for UTC', () => {
    const told = 'time_zone: of-region, and no time zone is known for xx-east-9';
    expect(() => times('xx-east-9', '2026-12-20T00:00Z', '2026-12-20T01:00Z')).toThrow(told);
    expect(() => windowsIn(calendar, ['nights'], 'xx-east-9')).toThrow(told);
  });
});
