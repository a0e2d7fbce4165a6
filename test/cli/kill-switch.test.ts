import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { alone, command, type Ended, secretsOf } from './command.ts';

/** The operations, as commands list them. */
const NAMES = catalog.map(({ name }) => name).join(', ');

let world: LedgerWorld;
let printed = '';
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ EVENT_BUS: 'db-upkeep-local' });
  // The commands have the present time, so the functions have it too.
  freeClock();
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
      'AWS_ENDPOINT_URL_EVENTBRIDGE',
      'EVENT_BUS',
      'HW_REGION_NAME',
      'HW_ENDPOINTS',
      'HW_DOMAIN_NAME',
      'HW_USER_NAME',
      'HW_USER_PASSWORD',
      'TIMING',
    ].map((name) => [name, process.env[name]]),
  );
const run = async (
  name: 'pause' | 'resume' | 'panic',
  args: readonly string[] = [],
  more: Record<string, string | undefined> = {},
  typed: string | undefined = undefined,
): Promise<Ended> => {
  const ended = await command(name, args, { ...environment(), ...more }, undefined, typed);
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
    expect(await run('resume', ['--yes'])).toMatchObject({
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
      stdout: expect.stringMatching(
        /ended: everything.*\nstill patch-databases is paused.*\n {2}to end that: {2}npx --no-install db-upkeep resume --operation patch-d/,
      ),
    });
    expect(await run('resume', ['--operation', patch.operation])).toMatchObject({ code: 0 });
    expect(await run('resume', ['--operation', patch.operation])).toMatchObject({
      code: 1,
      stderr: 'patch-databases was not paused by itself\n',
    });
    expect(await run('resume')).toMatchObject({ code: 1, stderr: 'there was no pause of everything\n' });
  });

  test('resume lists what it releases and asks; without a terminal it needs --yes', async () => {
    await run('pause');
    await fire();
    await fire(proxy, { not_before: 'PT20M', not_after: 'PT30M' });
    const unasked = await run('resume');
    expect(unasked).toMatchObject({ code: 64, stdout: '' });
    const [first = '', second = ''] = patch.targets;
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
    const leaves = String.raw`would leave (now|in \d+ (s|min)) \(${time}\), not after ${time}\n`;
    expect(unasked.stderr).toMatch(
      new RegExp(
        `^this releases:\\n  patch-databases  patch-databases in ap-southeast-1, project ${patch.intent.project_id}\\n` +
          `    ${first}  ${leaves}    ${second}  ${leaves}` +
          `  upgrade-proxy-version  upgrade-proxy-version in .*\\n    ${proxy.targets[0]}  ${leaves}`,
      ),
    );
    expect(unasked.stderr).toContain('no terminal to confirm on, so the pause stands; --yes confirms');
    expect(await run('resume', [], {}, 'no\n')).toMatchObject({ code: 64, stdout: '' });
    await world.resume(patch.operation);
    expect(world.submissions(patch)).toEqual([]);
    expect(await run('resume', [], {}, 'yes\n')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ended: everything is paused/),
    });
  });

  test('resume says of what has no time left that it is not sent, and asks for nothing that another pause holds', async () => {
    await run('pause');
    await run('pause', ['--operation', patch.operation]);
    await fire();
    expect(await run('resume')).toMatchObject({ code: 0, stderr: '' });
    setClock(Date.now() + 2 * 3_600_000);
    const ended = await command('resume', ['--operation', patch.operation], environment(), Date.now());
    expect(ended).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('is not sent any more: its time is over at '),
    });
  });

  test('say who paused first, and add what is said later, once', async () => {
    await run('pause', ['--reason', 'first']);
    await run('pause');
    await run('pause', ['--reason', 'second']);
    const words =
      /^everything is paused since \S+ by \S+: first\n {2}and since \d{4}-\S+ by \S+@\S+: second\n$/;
    expect((await run('pause', ['--reason', 'second'])).stdout).toMatch(words);
    const { stderr } = await command('status', ['--last', '1'], environment());
    expect(stderr).toMatch(
      /: first\n {2}and since \S+ by \S+: second\n {2}to end that: {2}npx --no-install db-upkeep resume\n/,
    );
  });
});

describe('panic', () => {
  const titled = (stdout: string) =>
    Object.fromEntries(
      stdout
        .split('\n\n')
        .slice(1)
        .map((block) => {
          const [title = '', ...lines] = block.trim().split('\n');
          return [title, lines.map((line) => line.trim().split(/,? +/).slice(0, 2))];
        }),
    );

  test('pauses, names what leaves, may be at work and is at work, and cancels what has not begun', async () => {
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
    expect(ended.stdout).toMatch(/^everything is paused since .*: stop\n/);
    expect(titled(ended.stdout)).toEqual({
      'leaving this very moment:': patch.targets.map((target) => [target, patch.operation]),
      'perhaps at work: no answer came, look in the console:': [[plugin.targets[0], plugin.operation]],
      'at work, and the cloud cannot be told to stop:': [[proxy.targets[0], proxy.operation]],
      'accepted and not begun:': hotfix.targets.map((target) => ['canceled', target]),
      'in the ledger, not sent while the pause lasts:': [
        [plugin.operation, plugin.operation],
        [plugin.targets[0], 'may'],
        ['leaving', patch.operation],
        ...patch.targets.map((target) => [target, 'may']),
        [patch.operation, patch.operation],
        ...patch.targets.map((target) => [target, 'would']),
      ],
    });
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^what left .* run npx --no-install db-upkeep panic again [\s\S]*\n2 targets wait in the ledger and will not be sent meanwhile\n/,
      ),
    });
    const tasks = [...world.cloud.state.tasks.values()];
    expect(tasks.map(({ cancels }) => cancels !== undefined)).toEqual([true, true]);
    expect((await fire(patch, { request_id: 'late' })).lines).toMatchObject([{ status: 'held' }]);
  });

  test('pauses and lists although the cloud takes no login', async () => {
    await fire(hotfix);
    // This process still has a token from before.
    const ended = await alone('panic', [], {
      ...environment(),
      HW_USER_PASSWORD: 'a wrong one, of all days',
    });
    expect(ended.stdout).toMatch(/^everything is paused since /);
    expect(titled(ended.stdout)).toEqual({
      'accepted and not begun:': hotfix.targets.map((target) => ['unproven', target]),
    });
    expect(ended.code).toBe(2);
  });

  test('is satisfied when all that was left could be canceled', async () => {
    await fire(hotfix);
    const ended = await run('panic');
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/nothing that this service sent is at work\n$/),
    });
  });

  test('lists what waits by its id, and calls it off when a person says so', async () => {
    await fire(patch, { request_id: 'CHG-1', not_before: 'PT30M', not_after: 'PT2H' });
    const left = await run('panic', ['--reason', 'stop']);
    expect(left).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('npx --no-install db-upkeep panic --call-off'),
    });
    expect(left.stdout).toMatch(
      /not sent while the pause lasts:\n {2}CHG-1 {2}patch-databases in .*\n {4}\w+in13 {2}would leave in 30 min/,
    );
    expect(await run('panic', [], {}, 'no\n')).toMatchObject({
      code: 0,
      stdout: expect.not.stringMatching(/^canceled/m),
    });
    expect((await world.entry('CHG-1'))?.canceled).toBeUndefined();
    const off = await run('panic', ['--reason', 'stop'], {}, 'yes\n');
    expect(off.stdout).toMatch(
      new RegExp(patch.targets.map((target) => `^canceled   ${target}  it waited.*\\n`).join(''), 'm'),
    );
    const entry = await world.entry('CHG-1');
    expect(entry?.history?.at(-1)).toMatchObject({
      what: 'canceled',
      said: expect.stringMatching(/^by \S+@\S+: stop$/),
    });
    expect(await run('resume')).toMatchObject({ code: 0, stderr: '' });
    setClock(Date.now() + 3_600_000);
    await world.resume(patch.operation);
    expect(world.submissions(patch)).toEqual([]);
  });

  test('--call-off asks nobody, and keeps what may have left from being sent again', async () => {
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'timeout-accepted', accepted: false } });
    await fire(plugin);
    await run('panic', ['--call-off']);
    expect(await world.entry(plugin.operation)).toMatchObject({ canceled: { by: expect.any(String) } });
    expect((await run('panic')).stdout).not.toContain('while the pause lasts');
    expect(await run('resume')).toMatchObject({ code: 0, stderr: '' });
  });

  test('then resume: what it recalled is not scheduled again unless somebody says so', async () => {
    await fire(hotfix, { request_id: 'first' });
    await fire(hotfix, { request_id: 'second' });
    expect(world.submissions(hotfix)).toHaveLength(1);
    await run('panic');
    await fire(hotfix, { request_id: 'third' });
    const marked = /AGAIN: first was scheduled there, and recalled at \d{4}-/;
    const unasked = await run('resume', ['--yes']);
    expect(unasked).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(marked) });
    // The third was asked for after the recall: that is a decision of its own.
    expect(unasked.stderr).toContain(`\n  third  ${hotfix.operation}`);
    expect(unasked.stderr.match(/AGAIN: /g)).toHaveLength(hotfix.targets.length);
    expect(unasked.stderr).toContain('so the pause stands; --yes --again confirms what is marked AGAIN');
    expect(await run('resume', [], {}, 'yes\n')).toMatchObject({ code: 64, stdout: '' });
    setClock(Date.now() + 10 * 60_000);
    await world.resume(hotfix.operation);
    expect(world.submissions(hotfix)).toHaveLength(1);
    freeClock();
    expect(await run('resume', ['--yes', '--again'])).toMatchObject({ code: 0 });
    setClock(Date.now() + 20 * 60_000);
    await world.resume('follow-job');
    await world.resume(hotfix.operation);
    expect(world.submissions(hotfix)).toHaveLength(2);
  });

  test('says so when nothing is at work', async () => {
    expect(await run('panic')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/nothing that this service sent is at work\n$/),
      stderr: '0 targets wait in the ledger and will not be sent meanwhile\n',
    });
  });
});

describe('others hear of it', () => {
  test('by an event when it begins and when it ends, and by the status', async () => {
    world.bus.clear();
    await run('pause', ['--reason', 'CHG-7']);
    await run('pause', ['--reason', 'again']);
    const status = await command('status', ['--last', '1'], environment());
    expect(status.stderr).toMatch(
      /^everything is paused since .*: CHG-7\n {2}and since .*: again\n {2}to end that: {2}npx --no-install db-upkeep resume\n/,
    );
    await run('resume');
    expect(world.bus.taken).toMatchObject([
      {
        detailType: 'Upkeep Paused',
        detail: { version: 1, operation: '*', reason: 'CHG-7', sentence: expect.stringMatching(WHO) },
      },
      {
        detailType: 'Upkeep Resumed',
        detail: {
          operation: '*',
          resumed_by: expect.any(String),
          sentence: expect.stringContaining('ended this: '),
        },
      },
    ]);
    const [paused, resumed] = world.bus.taken;
    expect(resumed?.detail.event_id).toBe(`${paused?.detail.event_id}#resumed`);
  });

  test('or not, and it holds all the same', async () => {
    world.bus.fail(5, 'error');
    const ended = await run('pause');
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^nobody was told by an event: the bus/),
    });
    expect((await fire()).lines).toMatchObject([{ status: 'held' }]);
  });

  test('by a metric of the sweep, that says how long the oldest lasts', async () => {
    expect(await world.service.sweep()).toMatchObject({ paused_ms: 0 });
    const began = Date.now();
    await run('pause', ['--operation', patch.operation]);
    const { paused_ms } = await world.service.sweep();
    expect(paused_ms).toBeGreaterThan(0);
    expect(paused_ms).toBeLessThanOrEqual(Date.now() - began);
  });
});

describe('bad usage', () => {
  test.each([
    [
      'pause',
      ['--operation', 'drop-databases'],
      new RegExp(`unknown operation "drop-databases". Known: ${NAMES}`),
    ],
    ['pause', ['everything'], /expected options only, got "everything"/],
    ['pause', ['--reason', ' '], /--reason: expected 1 to 500 characters on one line/],
    ['pause', ['--reason', 'two\nlines'], /--reason: expected/],
    ['resume', ['--reason', 'x'], /Unknown option '--reason'\nnpx/],
    ['panic', ['--operation', patch.operation], /--operation: panic pauses everything/],
    ['panic', ['--yes'], /Unknown option '--yes'/],
    ['pause', ['--call-off'], /Unknown option '--call-off'/],
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
        stdout: expect.stringContaining(`npx --no-install db-upkeep ${command} `),
      });
    },
  );
});
