import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { readStage } from '../../infra/stage/read-stage.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { problemsOf } from '../../shared/calendar/problems.ts';
import { fleetText } from '../fleet/example.ts';
import { thrownBy } from '../unit/thrown-by.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const PROJECT = '0483b6b16e954cb88930a360d2c4e663';
const HERE = { region: 'ap-southeast-3', project: PROJECT };
const problems = (text: string, sites = [HERE], now = NOW) =>
  problemsOf(compileCalendar([{ name: 'calendar.yml', text }], now), sites, now).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('a calendar that runs out', () => {
  const until = (day: string) => problems(`reviewed_until: ${day}`);

  test('is told from 30 days before its last day on, which counts whole', () => {
    const todo = 'look through windows and freezes, and set a later day';
    expect(until('2026-12-30')).toEqual([]);
    expect(until('2026-12-29')).toEqual([`reviewed_until: 2026-12-29 is in 29 days: ${todo}`]);
    expect(until('2026-12-01')).toEqual([`reviewed_until: 2026-12-01 is in 1 day: ${todo}`]);
    expect(until('2026-11-30')).toEqual([`reviewed_until: 2026-11-30 is today: ${todo}`]);
    expect(until('2026-11-29')).toEqual([`reviewed_until: 2026-11-29 is over: ${todo}`]);
    const midnight = Date.parse('2026-11-30T00:00:00Z');
    expect(problems('reviewed_until: 2026-12-29', [HERE], midnight)).toHaveLength(1);
    expect(problems('{}')).toEqual([]);
  });
});

describe('a window', () => {
  const WINDOW = `windows: { asia: { days: [tue], from: '01:00', for: PT4H, time_zone: of-region, regions: [ap-southeast-3] } }\n`;
  const books = (more: string) =>
    `${WINDOW}freezes: { books: { cron: 'cron(0 0 ? * TUE *)', for: P1D, time_zone: of-region, because: x${more} } }\n`;

  test('that freezes keep shut for 400 days is named with them and where', () => {
    expect(problems(WINDOW)).toEqual([]);
    expect(problems(books(''))).toEqual([
      `windows.asia: opens never in the next 400 days in ap-southeast-3, project ${PROJECT}: frozen by books`,
    ]);
  });

  test('is judged only where it and the freezes hold', () => {
    expect(problems(books(''), [{ region: 'tr-west-1', project: PROJECT }])).toEqual([]);
    expect(problems(books(`, projects: [${PROJECT}]`), [{ ...HERE, project: '1'.repeat(32) }])).toEqual([]);
    expect(problems(books(', regions: [tr-west-1]'))).toEqual([]);
    expect(problems(books(''), [])).toEqual([]);
  });

  test('that opens once more before a freeze of years is no problem yet', () => {
    const freeze = (from: string) =>
      `${WINDOW}freezes: { long: { from: ${from}, to: 2029-01-01T00:00, time_zone: UTC, because: x } }\n`;
    expect(problems(freeze('2026-12-02T00:00'))).toEqual([]);
    expect(problems(freeze('2026-11-30T00:00'))).toHaveLength(1);
    // Open at this very moment, and never again.
    const open = Date.parse('2026-11-30T18:00:00Z');
    expect(problems(freeze('2026-11-30T19:00'), [HERE], open)).toEqual([]);
  });
});

describe('a freeze', () => {
  test('that is over can be taken out, once it is over in every zone where it holds', () => {
    const freeze =
      'freezes: { end: { from: 2026-11-01T00:00, to: 2026-11-30T19:00, time_zone: of-region, because: x } }';
    const over = (at: string, sites = [HERE]) => problems(freeze, sites, Date.parse(at));
    expect(over('2026-11-30T10:59:59Z')).toEqual([]);
    expect(over('2026-11-30T11:00:00Z')).toEqual([
      'freezes.end: was over at 2026-11-30T11:00:00Z: it can be taken out',
    ]);
    const west = { region: 'tr-west-1', project: PROJECT };
    expect(over('2026-11-30T11:00:00Z', [HERE, west])).toEqual([]);
    expect(over('2026-11-30T16:00:00Z', [HERE, west])).toHaveLength(1);
  });
});

describe('packaging', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(root, name), text);
  const read = (region: string) =>
    readStage(
      'prod',
      { HW_REGION_NAME: region, HW_PROJECT_ID: PROJECT },
      { now: NOW, folder: pathToFileURL(`${root}/`) },
    );

  test('warns of what is wrong with a calendar, by file, line and entry, and goes on', () => {
    write(
      'calendar.yml',
      'reviewed_until: 2026-12-01\nfreezes:\n  end: { from: 2026-10-01T00:00, to: 2026-11-01T00:00, time_zone: UTC, because: x }\n',
    );
    write('calendar.prod.yml', '# later\nreviewed_until: 2026-12-02\n');
    expect(read('tr-west-1').warnings).toEqual([
      'calendar.prod.yml:2: reviewed_until: 2026-12-02 is in 2 days: look through windows and freezes, and set a later day',
      'calendar.yml:3: freezes.end: was over at 2026-11-01T00:00:00Z: it can be taken out',
    ]);
  });

  test('stops where of-region is meant for a region without a known zone', () => {
    write(
      'calendar.yml',
      'freezes:\n  books: { cron: cron(0 0 28 * ? *), for: P5D, time_zone: of-region, because: x }\n',
    );
    const told = (region: string) => [
      `calendar.yml:2: freezes.books.time_zone: of-region has no time zone for ${region}: mend the name where fleets.yml, schedules.yml or the environment has that region, or write a time zone here, or regions without it`,
    ];
    expect(read('tr-west-1').warnings).toEqual([]);
    expect(thrownBy(Undeployable, () => read('xx-east-9')).faults).toEqual(told('xx-east-9'));
    const places = `[{ region: xx-west-3, project: ${PROJECT} }]`;
    write('fleets.yml', fleetText({ select: `{ names: ['*'], places: ${places} }` }));
    expect(thrownBy(Undeployable, () => read('tr-west-1')).faults).toEqual(told('xx-west-3'));
  });
});
