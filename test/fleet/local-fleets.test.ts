import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { calendarStage } from '../../cli/calendar-stage.ts';
import { BadUsage } from '../../cli/command.ts';
import { localFleets } from '../../cli/local-fleets.ts';
import { hashOfFleets } from '../../infra/fleets/bundle-fleets.ts';
import { fleetsOf } from '../../infra/fleets/fleets-of.ts';
import { loadSettings, type Settings } from '../../shared/settings/settings.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { thrownBy } from '../unit/thrown-by.ts';
import { fleetText } from './example.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const folder = () => pathToFileURL(`${root}/`);
const hash = () => hashOfFleets(fleetsOf('prod', undefined, { now: Date.now(), folder: folder() }));

/** The fleets of the folder for a stage whose functions have those of `FLEETS_HASH`, and what a person is told. */
function read(FLEETS_HASH: string | undefined, more: Partial<Settings> = {}) {
  const said: string[] = [];
  const stage = { STAGE: 'prod', deployed: true, ...(FLEETS_HASH && { FLEETS_HASH }), ...more };
  const fleets = localFleets(
    { ...loadSettings(PLACE), ...stage },
    { say: (text) => said.push(text) },
    folder(),
  );
  return { fleets, said: said.join('') };
}

const OTHERS =
  'stage prod: its functions have other fleets than fleets.yml in this folder; what follows is by those of this folder\n';

test('nothing is said where the stage runs the fleets of this folder, however they are written', () => {
  expect(read(undefined).said).toBe('');
  write('fleets.yml', fleetText());
  const deployed = hash();
  expect(read(deployed).said).toBe('');
  write('fleets.yml', `# a comment\n${fleetText({ max_targets: '200' })}`);
  expect(read(deployed).said).toBe('');
});

test('other fleets are told, and so are fleets on one side alone', () => {
  write('fleets.yml', fleetText());
  const deployed = hash();
  expect(read(undefined).said).toBe(OTHERS);
  // What stands over it for the stage counts.
  write('fleets.prod.yml', 'gemini: { max_targets: 7 }\n');
  const changed = read(deployed);
  expect([changed.said, changed.fleets.gemini?.max_targets]).toEqual([OTHERS, 7]);
  rmSync(root, { recursive: true });
  expect(read(deployed)).toEqual({ fleets: {}, said: OTHERS });
});

test('without a stage there is nothing to compare with', () => {
  write('fleets.yml', fleetText());
  const { fleets, said } = read('0'.repeat(64), { STAGE: 'local', deployed: false });
  expect([Object.keys(fleets), said]).toEqual([['gemini'], '']);
  // A fleet that names no place is that of the configured one.
  expect(fleets.gemini?.select.places).toEqual([
    { region: PLACE.HW_REGION_NAME, project: PLACE.HW_PROJECT_ID },
  ]);
});

test('fleets that are wrong are told with file, line, entry and field', () => {
  write('fleets.yml', fleetText({ max_target: '7' }));
  expect(thrownBy(BadUsage, () => read(undefined)).message).toBe(
    'fleets.yml:8: gemini: max_target: is not a field of a fleet: did you mean max_targets?',
  );
});

test('in the shell of a rehearsal the files are those of the rehearsal', () => {
  write('fleets.yml', fleetText({ max_targets: '9' }));
  write(
    'calendar.yml',
    'freezes: { eve: { from: 2099-12-24T00:00, to: 2099-12-27T00:00, time_zone: UTC, because: x } }\n',
  );
  write(
    'schedules.yml',
    `weekly: { operation: patch-databases, when: cron(0 2 ? * SUN *), time_zone: UTC, enabled: true, intent: { instance_ids: [${PATCH_INSTANCES[0]}], not_after: PT2H } }\n`,
  );
  const settings = loadSettings(PLACE);
  const terminal = { say: () => undefined };
  const before = process.env;
  process.env = { ...before, _REHEARSAL_FILES: root };
  try {
    expect(localFleets(settings, terminal).gemini?.max_targets).toBe(9);
    const { calendar, schedules } = calendarStage(settings, terminal, { now: Date.now(), more: [] });
    expect([Object.keys(calendar.freezes), schedules.map(({ name }) => name)]).toEqual([['eve'], ['weekly']]);
  } finally {
    process.env = before;
  }
});
