import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { hashOfCalendar } from '../../infra/calendar/bundle-calendar.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { root } from '../architecture/source.ts';
import { type StageLogin, startStageLogin } from '../world/stage-login.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

// The world's clock begins on Wednesday 2024-10-30 at 02:00 UTC.
const STAGE = `byhand${process.pid}`;
const FILE = join(root, `calendar.${STAGE}.yml`);
const [TARGET] = PATCH_INSTANCES;
const patch = {
  request_id: 'CHG-7',
  project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
  instance_ids: [TARGET],
};

let world: CommandWorld;
let login: StageLogin;
beforeAll(async () => {
  world = await startWorld({ commands: true });
  login = await startStageLogin();
});
afterAll(() => Promise.all([world.close(), login.close()]));
beforeEach(() => world.reset());
afterEach(() => {
  rmSync(FILE, { force: true });
  world.printed();
});

const FROZEN = `freezes:
  audit: { from: 2024-10-30T01:00, to: 2024-10-30T02:30, time_zone: UTC, because: people count }
`;
const WINDOW = `windows:
  nights: { days: every, from: '22:00', for: PT4H, time_zone: UTC }
`;

/** By the calendar of this folder; the stage has it too, unless it is given another hash. */
const invoke = (text: string, fields: object, flags: readonly string[] = [], hash?: string) => {
  writeFileSync(FILE, text);
  const calendar = compileCalendar([{ name: 'calendar.yml', text }], Date.now());
  return world.run(
    'invoke',
    ['patch-databases', '--json', JSON.stringify({ ...patch, ...fields }), ...flags],
    {
      STAGE,
      HW_PROJECT_ID: patch.project_id,
      CALENDAR_HASH: hash ?? hashOfCalendar(calendar),
      ...login.variables,
    },
  );
};

test('a freeze is said before anything is asked, and holds what is sent by hand', async () => {
  const asked = await invoke(FROZEN, {});
  expect(asked.code).toBe(64);
  expect(asked.stderr).toMatch(/^calendar +freeze audit holds until 2024-10-30T02:30:00Z: people count$/m);
  const sent = await invoke(FROZEN, {}, ['--yes']);
  expect(sent.code).toBe(3);
  expect(sent.stdout).toMatch(/held/);
  expect(sent.stdout).toContain('freeze audit holds until 2024-10-30T02:30:00Z');
  expect(world.submissions()).toEqual([]);
});

test('a window that opens later is said before anything is asked', async () => {
  const { code, stderr } = await invoke(WINDOW, { window: 'nights' });
  expect(code).toBe(64);
  expect(stderr).toMatch(/^calendar +.*2024-10-30T22:00:00Z/m);
});

test('nothing is sent by hand past the calendar of a stage: its folder has to have the same', async () => {
  const { code, stderr } = await invoke(WINDOW, {}, ['--yes'], 'f'.repeat(64));
  expect(code).toBe(64);
  expect(stderr).toContain(
    `nothing is sent by hand while stage ${STAGE} has another calendar than this folder`,
  );
  expect(world.submissions()).toEqual([]);
});
