import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { hotfix, patch, plugin, proxy } from '../faults/cases.ts';
import { startWorld, type World } from '../ledger/world.ts';
import { type Ended, killSwitch, secretsOf } from './command.ts';

let world: World;
let printed = '';
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  // The commands have the present time, so the functions have it too.
  jest.useRealTimers();
  printed = '';
});
afterEach(() => {
  for (const secret of secretsOf(world.cloud)) expect(printed).not.toContain(secret);
  expect(printed).not.toMatch(/\n\s+at .*:\d+/);
});
afterAll(() => world.close());

const environment = () =>
  Object.fromEntries(
    [
      'LEDGER_TABLE',
      'AWS_REGION',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_ENDPOINT_URL_DYNAMODB',
      'TIMING',
    ].map((name) => [name, process.env[name]]),
  );
const run = async (
  command: 'pause' | 'resume' | 'panic',
  args: readonly string[] = [],
  more: Record<string, string | undefined> = {},
): Promise<Ended> => {
  const ended = await killSwitch(command, args, { ...environment(), ...more });
  printed += ended.stdout + ended.stderr;
  return ended;
};
const fire = (one = patch, fields: object = {}) =>
  world.service.fire('queue', one.operation, { ...one.intent, request_id: one.operation, ...fields });
const WHO = /^(everything|patch-databases) is paused since \d{4}-\d\d-\d\dT[\d:.]+Z by \S+@\S+/;

describe('pause and resume', () => {
  test('hold everything and let it go', async () => {
    expect(await run('pause', ['--reason', 'CHG-7 went wrong'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^everything is paused since .* by \S+@\S+: CHG-7 went wrong\n$/),
    });
    const { lines } = await fire();
    expect(lines[0]).toMatchObject({ status: 'held', reason: expect.stringMatching(WHO) });
    expect(await run('resume')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ended: everything is paused/),
    });
    expect((await fire(hotfix)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('one operation, with the other pause named that still holds', async () => {
    await run('pause', ['--operation', patch.operation]);
    expect(await run('pause')).toMatchObject({
      stdout: expect.stringMatching(/patch-databases is paused.*\n.*everything is paused/),
    });
    expect(await run('resume')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ended: everything.*\nstill patch-databases is paused/),
    });
    expect(await run('resume', ['--operation', patch.operation])).toMatchObject({ code: 0 });
    expect(await run('resume', ['--operation', patch.operation])).toMatchObject({
      code: 1,
      stderr: 'patch-databases was not paused by itself\n',
    });
    expect(await run('resume')).toMatchObject({ code: 1, stderr: 'there was no pause of everything\n' });
  });

  test('say who paused first', async () => {
    await run('pause', ['--reason', 'first']);
    expect((await run('pause', ['--reason', 'second'])).stdout).toMatch(/: first\n$/);
  });
});

describe('panic', () => {
  test('pauses, and names what leaves, may be at work, is at work and has not begun', async () => {
    await fire(hotfix);
    await fire(proxy);
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'cut-after' } });
    await fire(plugin);
    await fire(patch, { not_before: 'PT30M', not_after: 'PT2H' });
    const calling = world.gemini.stop('there', ({ method }) => method === 'POST');
    const leaving = fire(patch, { request_id: 'leaving' });
    await calling.arrived;
    const ended = await run('panic', ['--reason', 'stop']);
    calling.release();
    await leaving;
    expect(ended.code).toBe(2);
    const blocks = Object.fromEntries(
      ended.stdout
        .split('\n\n')
        .slice(1)
        .map((block) => {
          const [title = '', ...lines] = block.trim().split('\n');
          return [title, lines.map((line) => line.trim().split(/,? +/).slice(0, 2))];
        }),
    );
    expect(ended.stdout).toMatch(/^everything is paused since .*: stop\n/);
    expect(blocks).toEqual({
      'leaving this very moment:': patch.targets.map((target) => [target, patch.operation]),
      'perhaps at work: no answer came, look in the console:': [[plugin.targets[0], plugin.operation]],
      'at work, and the cloud cannot be told to stop:': [[proxy.targets[0], proxy.operation]],
      'accepted and not begun: cancel it before it begins:': hotfix.targets.map((target) => [
        target,
        hotfix.operation,
      ]),
    });
    expect(ended.stderr).toBe('2 targets wait in the ledger and will not be sent while this lasts\n');
    expect((await fire(patch, { request_id: 'late' })).lines).toMatchObject([{ status: 'held' }]);
  });

  test('says so when nothing is at work', async () => {
    expect(await run('panic')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/nothing that this service sent is at work\n$/),
      stderr: '0 targets wait in the ledger and will not be sent while this lasts\n',
    });
  });
});

describe('bad usage', () => {
  test.each([
    ['pause', ['--operation', 'drop-databases'], /unknown operation "drop-databases". Known: install/],
    ['pause', ['everything'], /expected options only, got "everything"/],
    ['pause', ['--reason', ' '], /--reason: expected 1 to 500 characters on one line/],
    ['pause', ['--reason', 'two\nlines'], /--reason: expected/],
    ['resume', ['--reason', 'x'], /--reason belongs to pause and panic/],
    ['panic', ['--operation', patch.operation], /panic pauses everything/],
    ['panic', ['--yes'], /Unknown option '--yes'/],
  ] as const)('%s %j', async (command, args, message) => {
    const ended = await run(command, args);
    expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(message) });
    expect(await world.items()).toEqual([]);
  });

  test.each(['pause', 'resume', 'panic'] as const)(
    '%s without a ledger, or with one that does not answer',
    async (command) => {
      expect(await run(command, [], { LEDGER_TABLE: undefined })).toMatchObject({
        code: 69,
        stderr: expect.stringContaining('LEDGER_TABLE'),
      });
      expect(await run(command, [], { LEDGER_TABLE: 'no-such-table' })).toMatchObject({
        code: 69,
        stderr: expect.stringContaining('did not answer'),
      });
      expect(await run(command, ['--help'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`npm run ${command} -- `),
      });
    },
  );
});
