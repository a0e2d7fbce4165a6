import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { compileSchedules } from '../../infra/schedules/compile-schedules.ts';
import { scheduleWarnings } from '../../infra/schedules/warnings.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const [PATCHED, OTHER] = PATCH_INSTANCES;
const [FIXED] = HOTFIX_INSTANCES;
const settings = loadSettings({
  HW_REGION_NAME: 'ap-southeast-3',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
});

const warningsOf = (schedules: string, calendar = '', over = '', by = settings) =>
  scheduleWarnings(
    compileSchedules(
      [
        { name: 'schedules.yml', text: schedules },
        { name: 'schedules.prod.yml', text: over },
      ],
      { catalog, settings: by, stage: 'prod', now: NOW },
    ),
    { catalog, calendar: compileCalendar([{ name: 'calendar.yml', text: calendar }], NOW), now: NOW },
  );

const patches = (name: string, when: string, more = '', ids: readonly string[] = [PATCHED]) =>
  `${name}: { operation: patch-databases, when: ${when}, enabled: true, intent: { instance_ids: [${ids}]${more} } }\n`;
const hotfix = (name: string, when: string, start_time = 'PT2H') =>
  `${name}: { operation: schedule-hotfix-upgrade, when: ${when}, enabled: true, intent: { instance_ids: [${FIXED}], target_version: 3.208.0.6, start_time: ${start_time} } }\n`;
const freeze = (from: string, to: string, more = '') =>
  `freezes: { year-end: { from: ${from}, to: ${to}, time_zone: UTC, because: shop${more} } }\n`;
const met = (run: string) =>
  `its run at ${run} meets the freeze year-end, 2026-12-18T18:00:00Z to 2027-01-04T06:00:00Z (shop): ` +
  'what it brings is held until the freeze ends where its not_after allows that, else refused';
const YEAR_END = freeze('2026-12-18T18:00', '2027-01-04T06:00');

describe('a schedule that fires in a freeze', () => {
  test('is named with its place, the freeze and the next such run', () => {
    expect(warningsOf(patches('weekly', 'cron(0 2 ? * SUN *)'), YEAR_END)).toEqual([
      `schedules.yml:1: weekly: ${met('2026-12-20T02:00:00Z')}`,
    ]);
    // The entry of the stage is the one to change.
    const over = '# stage\nweekly: { when: cron(0 3 ? * SUN *) }\n';
    expect(warningsOf(patches('weekly', 'cron(0 2 ? * SUN *)'), YEAR_END, over)).toEqual([
      `schedules.prod.yml:2: weekly: ${met('2026-12-20T03:00:00Z')}`,
    ]);
  });

  test('is told each freeze once, and none that holds elsewhere, or while it is off', () => {
    const books = `freezes: { books: { cron: 'cron(0 0 28 * ? *)', for: P1D, time_zone: of-region, because: x } }`;
    const text = patches('daily', 'cron(0 2 * * ? *)');
    const [one, ...more] = warningsOf(text, books);
    expect([more, one]).toEqual([
      [],
      // 28 December begins at 16:00 UTC of the day before in Singapore.
      expect.stringContaining('its run at 2026-12-28T02:00:00Z meets the freeze books'),
    ]);
    expect(
      warningsOf(text, freeze('2026-12-18T18:00', '2027-01-04T06:00', ', regions: [tr-west-1]')),
    ).toEqual([]);
    expect(warningsOf(text.replace('enabled: true', 'enabled: false'), YEAR_END)).toEqual([]);
  });

  test('is not named where a rule of the policy lifts that freeze for it, wherever it will be deployed', () => {
    const text = patches('daily', 'cron(0 2 * * ? *)') + patches('other', 'cron(0 12 * * ? *)');
    const by = (from: string, lifted: string) => {
      const rule = { from: [from], operations: ['patch-databases'], during_freezes: [lifted] };
      const rest = { from: ['timer:*'], operations: ['patch-databases'] };
      const policy = { ...settings, POLICY: { lifting: rule, rest } };
      return warningsOf(text, YEAR_END, '', policy).map((line) => line.split(': ')[1]);
    };
    const daily = 'timer:arn:aws:scheduler:eu-central-1:999999999999:schedule/db-upkeep-prod/daily';
    expect(by(daily, 'year-end')).toEqual(['daily', 'other']);
    expect(by('timer:*:schedule/db-upkeep-prod/daily', 'year-end')).toEqual(['other']);
    expect(by('timer:*', 'month-end')).toEqual(['daily', 'other']);
  });

  test('is judged by when its intent is sent and when its work is done, not by when it fires', () => {
    // PT2H later the freeze holds; at the run itself it does not.
    const at = 'at(2026-12-18T17:00:00)';
    expect(warningsOf(hotfix('fix', at), YEAR_END)).toEqual([
      `schedules.yml:1: fix: ${met('2026-12-18T17:00:00Z')}`,
    ]);
    const early = 'at(2026-12-18T12:00:00)';
    expect(warningsOf(patches('early', early), YEAR_END)).toEqual([]);
    expect(warningsOf(patches('early', early, ', not_before: PT7H, not_after: PT8H'), YEAR_END)).toEqual([
      `schedules.yml:1: early: ${met('2026-12-18T12:00:00Z')}`,
    ]);
    // At work when the freeze begins, and over before it does.
    const ending = (time: string) => warningsOf(patches('before', `at(2026-12-18T${time})`), YEAR_END);
    expect([ending('17:45:00').length, ending('17:30:00').length]).toEqual([1, 0]);
    // Sent in the freeze, done after it.
    expect(warningsOf(hotfix('fix', 'at(2027-01-04T05:00:00)', 'PT2H'), YEAR_END)).toHaveLength(1);
  });
});

describe('two schedules that have work done on one instance', () => {
  const met = (name: string, one: string, other: string, minutes: number) =>
    `it meets ${name} on ${PATCHED}: their work begins at ${one} and at ${other} ` +
    `and may take ${minutes} and ${minutes} minutes; the second finds the instance busy`;
  const takes = (catalog.find(({ name }) => name === 'patch-databases')?.follow.takes_ms ?? 0) / MINUTE;

  test('at the same time are named, with the first time', () => {
    const text =
      patches('sundays', 'cron(0 2 ? * SUN *)', '', [OTHER, PATCHED]) +
      patches('first', 'cron(5 2 1 * ? *)', '', [PATCHED]);
    // The first of a month that is a Sunday.
    expect(warningsOf(text)).toEqual([
      `schedules.yml:2: first: ${met('sundays', '2027-08-01T02:05:00Z', '2027-08-01T02:00:00Z', takes)}`,
    ]);
  });

  test('of which one is over before the other begins, or is off, do not meet', () => {
    const apart = patches('one', 'cron(0 2 * * ? *)') + patches('other', 'cron(0 14 * * ? *)');
    expect(warningsOf(apart)).toEqual([]);
    const same = patches('one', 'cron(0 2 * * ? *)') + patches('other', 'cron(0 2 * * ? *)');
    expect(warningsOf(same)).toHaveLength(1);
    expect(warningsOf(same, '', 'other: { enabled: false }')).toEqual([]);
    const others = patches('one', 'cron(0 2 * * ? *)') + patches('other', 'cron(0 2 * * ? *)', '', [OTHER]);
    expect(warningsOf(others)).toEqual([]);
  });

  test('are found wherever their times are, as trying all of them would find them', () => {
    const hour = fc.integer({ min: 0, max: 23 });
    const minute = fc.constantFrom(0, 15, 45);
    const day = fc.constantFrom('SUN', 'MON', 'TUE');
    const when = fc.tuple(minute, hour, day);
    fc.assert(
      fc.property(when, when, fc.integer({ min: 0, max: 30 }), (one, other, delay) => {
        const cron = ([minute, hour, day]: typeof one) => `cron(${minute} ${hour} ? * ${day} *)`;
        const later = `, not_before: PT${delay}H, not_after: PT40H`;
        const text = patches('one', cron(one), later) + patches('other', cron(other));
        const at = ([minute, hour, day]: typeof one) =>
          ['SUN', 'MON', 'TUE'].indexOf(day) * DAY + hour * HOUR + minute * MINUTE;
        const apart = Math.abs(at(one) + delay * HOUR - at(other)) % (7 * DAY);
        const meets = Math.min(apart, 7 * DAY - apart) < takes * MINUTE;
        expect([text, warningsOf(text).length]).toEqual([text, meets ? 1 : 0]);
      }),
      { numRuns: 100 },
    );
  });
});

test('a schedule that repeats with fixed versions is named with its place', () => {
  expect(warningsOf(`# none\n${hotfix('monthly', 'rate(30 days)')}`)).toEqual([
    'schedules.yml:2: monthly: it repeats with the same target_version: from the second run on it changes nothing',
  ]);
});

test('of many schedules every two that meet are named, once', () => {
  const text = Array.from({ length: 6 }, (_, index) => patches(`s${index}`, `cron(0 * * * ? *)`)).join('');
  expect(warningsOf(text, YEAR_END).filter((line) => line.includes(`${utc(NOW + HOUR)}`))).toHaveLength(15);
});
