import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BadUsage } from '../../cli/command.ts';
import { localCalendar } from '../../cli/local-calendar.ts';
import { localFleets } from '../../cli/local-fleets.ts';
import { bundleCalendar, hashOfCalendar } from '../../infra/calendar/bundle-calendar.ts';
import { calendarOf } from '../../infra/calendar/calendar-of.ts';
import { environmentOf } from '../../infra/stage/environment-of.ts';
import { readStage } from '../../infra/stage/read-stage.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { bundledCalendar } from '../../shared/calendar/bundled.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { fleetText } from '../fleet/example.ts';
import { thrownBy } from '../unit/thrown-by.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const EXAMPLE = readFileSync(new URL('example.yml', import.meta.url), 'utf8');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const folder = () => pathToFileURL(`${root}/`);
const here = () => calendarOf('prod', { now: Date.now(), folder: folder() });
const deployed = (calendar: string) => loadSettings(environmentOf('prod', PLACE, '', { calendar }));

function builtFunctions(): void {
  for (const [name, input] of [
    ['patch', 'shared/calendar/bundled.ts'],
    ['sweep', 'shared/calendar/calendar.ts'],
  ] as const) {
    mkdirSync(join(root, name));
    write(`${name}.meta.json`, JSON.stringify({ inputs: { [input]: {} } }));
  }
}

test('a calendar lies beside the functions that read it, which take no other', async () => {
  builtFunctions();
  write('calendar.yml', EXAMPLE);
  const calendar = here();
  expect(bundleCalendar(calendar, folder())).toEqual(['patch']);
  expect(existsSync(join(root, 'sweep/calendar.json'))).toBe(false);
  const settings = deployed(hashOfCalendar(calendar));
  const beside = pathToFileURL(`${root}/patch/`);
  expect(await bundledCalendar(settings, beside)).toEqual(calendar);

  const file = join(root, 'patch/calendar.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('PT4H', 'PT9H'));
  await expect(bundledCalendar(settings, beside)).rejects.toThrow(
    'calendar.json is not the one of CALENDAR_HASH: package and deploy again',
  );
  rmSync(file);
  await expect(bundledCalendar(settings, beside)).rejects.toThrow(
    'calendar.json is not beside the function: package and deploy again',
  );
});

test('a stage without a calendar has no hash, and no file of another stage', async () => {
  builtFunctions();
  write('calendar.yml', EXAMPLE);
  bundleCalendar(here(), folder());
  rmSync(join(root, 'calendar.yml'));
  bundleCalendar(here(), folder());
  expect(existsSync(join(root, 'patch/calendar.json'))).toBe(false);
  const settings = deployed(hashOfCalendar(here()));
  expect(settings.CALENDAR_HASH).toBeUndefined();
  expect(await bundledCalendar(settings, pathToFileURL(`${root}/patch/`))).toBeUndefined();
});

test.each([
  ['a window', 'windows: { night: { days: every, from: "22:00", for: PT4H, time_zone: UTC } }'],
  [
    'a freeze',
    'freezes: { end: { from: 2026-12-18T18:00, to: 2027-01-04T06:00, time_zone: UTC, because: x } }',
  ],
  ['a group', 'never_together: [tag:app]'],
])('%s alone is a calendar, and its hash is of what it means', (_, text) => {
  write('calendar.yml', text);
  const hash = hashOfCalendar(here());
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  write('calendar.yml', `# a comment\n${text}\n`);
  expect(hashOfCalendar(here())).toBe(hash);
  write('calendar.prod.yml', 'never_together: [tag:team]');
  expect(hashOfCalendar(here())).not.toBe(hash);
});

test('a stage is read with its calendar, and not deployed with a wrong one', () => {
  write('calendar.yml', EXAMPLE);
  write('calendar.prod.yml', 'windows: { night: { for: PT2H } }\n');
  const stage = readStage('prod', PLACE, { folder: folder() });
  expect([stage.calendar.windows.night?.for, stage.environment.CALENDAR_HASH]).toEqual([
    'PT2H',
    hashOfCalendar(stage.calendar),
  ]);
  write('calendar.prod.yml', 'windows: { night: { lasts: PT2H } }\n');
  expect(thrownBy(Undeployable, () => readStage('prod', PLACE, { folder: folder() })).faults).toEqual([
    'calendar.prod.yml:1: windows.night.lasts: is not a field of a window: it has days, from, for, time_zone, regions',
  ]);
});

test('a fleet names windows of the calendar of its stage, and a calendar that is wrong is told once', () => {
  const fleet = (windows: string) => write('fleets.yml', fleetText({ windows }));
  write('calendar.yml', 'windows: { night: { days: every, from: "22:00", for: PT4H, time_zone: UTC } }');
  write('calendar.prod.yml', 'windows: { day: { days: every, from: "10:00", for: PT4H, time_zone: UTC } }');
  fleet('[night, day]');
  expect(readStage('prod', PLACE, { folder: folder() }).fleets.gemini?.windows).toEqual(['night', 'day']);
  expect(localFleets(deployed(''), { say: () => undefined }, folder()).gemini?.windows).toEqual([
    'night',
    'day',
  ]);
  const faults = (stage: string) =>
    thrownBy(Undeployable, () => readStage(stage, PLACE, { folder: folder() })).faults;
  const strange =
    'fleets.yml:7: gemini: windows[1]: expected own, or a window of calendar.yml, one of night, got "day"';
  expect(faults('test')).toEqual([strange]);
  rmSync(join(root, 'calendar.prod.yml'));
  expect(
    thrownBy(BadUsage, () => localFleets(deployed(''), { say: () => undefined }, folder())).message,
  ).toBe(strange);
  write('calendar.yml', 'windows: { night: {} }');
  fleet('[none]');
  expect(faults('test').map((line) => line.slice(0, 40))).toEqual([
    'calendar.yml:1: windows.night.days: expe',
    'calendar.yml:1: windows.night.from: expe',
    'calendar.yml:1: windows.night.for: expec',
    'calendar.yml:1: windows.night.time_zone:',
  ]);
});

test('a person works by the calendar of the folder, and is told where the stage has another', () => {
  const read = (hash = '', more = {}) => {
    const said: string[] = [];
    const settings = { ...deployed(hash), STAGE: 'prod', deployed: true, ...more };
    const calendar = localCalendar(settings, { say: (text) => said.push(text) }, folder());
    return { calendar, said: said.join('') };
  };
  const told =
    'stage prod: its functions have another calendar than calendar.yml in this folder; what follows is by that of this folder\n';
  expect(read().said).toBe('');
  write('calendar.yml', EXAMPLE);
  const hash = hashOfCalendar(here());
  expect([read(hash).said, read().said]).toEqual(['', told]);
  expect(read('', { STAGE: 'local', deployed: false }).said).toBe('');
  write('calendar.prod.yml', 'windows: { night: { for: PT2H } }\n');
  const changed = read(hash);
  expect([changed.said, changed.calendar.windows.night?.for]).toEqual([told, 'PT2H']);
  write('calendar.prod.yml', 'freeze: {}\n');
  expect(thrownBy(BadUsage, () => read(hash)).message).toBe(
    'calendar.prod.yml:1: freeze: is not a field of a calendar: did you mean freezes?',
  );
});
