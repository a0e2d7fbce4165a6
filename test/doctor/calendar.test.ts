import { expect, test } from '@jest/globals';
import { hashOfCalendar } from '../../infra/calendar/bundle-calendar.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import type { CalendarHere } from '../../shared/doctor/check.ts';
import { calendar as check } from '../../shared/doctor/checks/calendar.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { loadSettings, type Settings } from '../../shared/settings/settings.ts';
import { examineStage } from './examined.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const here = (text: string): CalendarHere => {
  const calendar = compileCalendar([{ name: 'calendar.yml', text }], Date.now());
  return { calendar, hash: hashOfCalendar(calendar) };
};
const NIGHTS = "windows: { nights: { days: every, from: '21:00', for: PT8H, time_zone: of-region } }\n";

/** What the check says to these settings, and a survey of a place elsewhere. */
const found = (calendar: CalendarHere | undefined, more: Partial<Settings> = {}, region = 'tr-west-1') =>
  check.look({
    ...{ subjects: [], queues: [], recorder: openRecorder() },
    surveys: [{ service: 'gaussdb', region, project: '1'.repeat(32) }],
    given: loadSettings(PLACE),
    settings: { ...loadSettings(PLACE), ...more },
    calendar,
  });

test('a calendar that is right is well, and so is none', () => {
  expect(found(here(NIGHTS))).toEqual({ level: 'ok', says: '1 windows, 0 freezes' });
  expect(found(here(''), { STAGE: 'prod', deployed: true })).toEqual({
    level: 'ok',
    says: '0 windows, 0 freezes',
  });
});

test('one that the functions do not have is told, unless there are none', () => {
  const calendar = here(NIGHTS);
  const deployed = { STAGE: 'prod', deployed: true };
  const hash = 'hash' in calendar ? calendar.hash : '';
  expect(found(calendar, { ...deployed, CALENDAR_HASH: hash })).toMatchObject({ level: 'ok' });
  expect(found(calendar, deployed)).toEqual({
    level: 'warning',
    says: '1 windows, 0 freezes',
    details: ['the functions of stage prod have another calendar than calendar.yml in this folder'],
    todo: 'package and deploy again, or take the calendar that was deployed',
  });
  expect(found(here(''), { ...deployed, CALENDAR_HASH: hash })).toMatchObject({ level: 'warning' });
  expect(found(calendar, { CALENDAR_HASH: hash })).toMatchObject({ level: 'ok' });
});

test('a region without a zone is broken, and what is no longer right is a warning', () => {
  expect(found(here(NIGHTS), {}, 'xx-east-9')).toMatchObject({
    level: 'broken',
    details: [expect.stringContaining('windows.nights.time_zone: ')],
  });
  expect(found(here(`${NIGHTS}reviewed_until: 2026-01-01`))).toMatchObject({
    level: 'warning',
    details: [expect.stringContaining('reviewed_until: 2026-01-01 is over')],
    todo: 'calendar check tells where each of it stands',
  });
});

test('one that cannot be read is told with every line that is wrong', async () => {
  const faults = ['calendar.yml:1: window: is not a field of a calendar: did you mean windows?'];
  const { named } = await examineStage({ calendar: { faults } });
  expect(named('calendar')).toMatchObject({ level: 'broken', details: faults });
  expect(found(undefined)).toMatchObject({ level: 'not_checked' });
});
