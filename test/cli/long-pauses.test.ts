import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const HOTFIX = 'schedule-hotfix-upgrade';
const [FIRST, SECOND] = PATCH_INSTANCES;
const patch = {
  request_id: 'CHG-1',
  project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
  instance_ids: [FIRST, SECOND],
};
const hotfix = {
  request_id: 'CHG-2',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  instance_ids: [HOTFIX_INSTANCES[0]],
  start_time: 'PT65M',
  target_version: '3.208.0.6',
};

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.cloud.state.change(SECOND ?? '', { status: 'normal' });
});
afterEach(() => void world.printed());

const sent = () => world.cloud.accepted.map(({ target }) => target);

test('whoever pauses hears of each operation how many targets wait, until when, and how long what comes may wait', async () => {
  // What the cloud starts by itself, or a backup, may wait longer.
  const each = catalog
    .map(({ name, resolve }) => `  ${name}: nothing waits now; what comes has ${resolve ? '24 h' : '60 min'}`)
    .join('\n');
  expect((await world.run('pause', [])).stderr).toBe(`\
targets, and how long they wait unless a not_after says otherwise:
${each}
after that they are dead letters. npx --no-install db-upkeep resume --extend gives what still waits more time
`);
  await world.ask(PATCH, patch);
  await world.ask(PATCH, { ...patch, request_id: 'CHG-0', not_after: 'PT30M' });
  at(10);
  expect((await world.run('pause', ['--operation', PATCH])).stderr).toBe(`\
targets, and how long they wait unless a not_after says otherwise:
  patch-databases: 4 wait now, the first until 2024-10-30T02:30:00Z (in 20 min); what comes has 60 min
after that they are dead letters. npx --no-install db-upkeep resume --extend gives what still waits more time
`);
  at(40);
  expect((await world.run('pause', ['--operation', PATCH])).stderr).toContain(
    'the first until 2024-10-30T02:30:00Z (over)',
  );
});

test('what waits without time left gets more on --extend, and is sent', async () => {
  await world.run('pause', []);
  await world.ask(PATCH, patch);
  at(70);
  const asked = await world.run('resume', []);
  expect(asked).toMatchObject({ code: 64, stdout: '' });
  expect(asked.stderr).toContain(
    'no time left: CHG-1; a dead letter soon after, unless --extend gives more\n',
  );
  const ended = await world.run('resume', ['--extend', '--yes']);
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ended: everything/) });
  expect(ended.stderr).toContain('no time left: CHG-1; gets as much as it had\n');
  const { lines, dead } = await world.resume(PATCH);
  expect([lines.map(({ status }) => status), dead]).toEqual([['accepted'], []]);
  expect(sent()).toEqual([FIRST, SECOND]);
  const { stdout } = await world.run('explain', ['CHG-1']);
  expect(stdout).toMatch(/more time, by \S+@\S+/);
});

test('without --extend it is not sent', async () => {
  await world.run('pause', []);
  await world.ask(PATCH, patch);
  at(70);
  expect(await world.run('resume', ['--yes'])).toMatchObject({ code: 0 });
  const { lines, dead } = await world.resume(PATCH);
  expect([lines.map(({ status }) => status), dead.length]).toEqual([['expired'], 1]);
  expect(sent()).toEqual([]);
});

test('what has time left is not extended', async () => {
  await world.run('pause', []);
  await world.ask(PATCH, { ...patch, not_after: 'PT3H' });
  at(70);
  await world.run('resume', ['--extend', '--yes']);
  at(181);
  expect((await world.resume(PATCH)).lines).toMatchObject([{ status: 'expired' }]);
});

test('what has become a dead letter meanwhile is named, with the command that gives it more time', async () => {
  await world.ask(PATCH, { ...patch, request_id: 'CHG-0', not_before: 'PT1M', not_after: 'PT2M' });
  at(5);
  expect((await world.resume(PATCH)).lines).toMatchObject([{ status: 'expired' }]);
  at(6);
  await world.run('pause', []);
  await world.ask(PATCH, patch);
  await world.ask(HOTFIX, hotfix);
  at(75);
  expect((await world.resume(PATCH)).lines).toMatchObject([{ status: 'expired' }]);
  expect((await world.resume(HOTFIX)).lines).toMatchObject([{ status: 'expired' }]);
  const ended = await world.run('resume', ['--extend']);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stderr.split('\n').sort()).toEqual([
    '',
    '  CHG-1  patch-databases, 2 targets, until 2024-10-30T03:06:00Z: npx --no-install db-upkeep dead-letters redrive ' +
      "patch-databases --id 'CHG-1' --extend",
    '  CHG-2  schedule-hotfix-upgrade, 1 target, until 2024-10-30T03:11:00Z: its start is past, send it again with another',
    'expired during the pause, and now dead letters:',
  ]);
});

test('a start that is past takes no more time', async () => {
  await world.run('pause', []);
  await world.ask(HOTFIX, hotfix);
  at(75);
  const { stderr } = await world.run('resume', ['--extend', '--yes']);
  expect(stderr).toContain('is not sent any more: its time is over at 2024-10-30T03:05:00Z');
  expect(stderr).not.toContain('no time left');
});
