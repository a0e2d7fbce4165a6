import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commands } from '../../cli/commands.ts';
import { nearest } from '../../shared/values/nearest.ts';
import { nearestText } from '../../shared/values/nearest-text.ts';
import { keepSecret } from '../../shared/values/redact.ts';
import { inProcess } from './in-process.ts';

/** Runs a program of npm's in this repository, as a person types it. */
async function npm(program: 'npm' | 'npx', args: readonly string[]) {
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      npm_config_update_notifier: 'false',
      LEDGER_TABLE: 'no-such-table',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const code = new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

describe('npm keeps an option to itself, so nothing is done and the line to paste is told', () => {
  test.each([
    ['resume', ['--operation=patch-databases'], 'resume --operation patch-databases'],
    [
      'pause',
      ['--operation=patch-databases', '--reason=CHG 7'],
      "pause --operation patch-databases --reason 'CHG 7'",
    ],
    ['pause', ['--reason', 'CHG-7'], 'pause --reason CHG-7'],
    ['panic', ['--call-off'], 'panic --call-off'],
    ['resume', ['--operaton=patch-databases'], 'resume --operation patch-databases'],
    ['resume', ['--operation='], "resume --operation ''"],
    ['status', ['--last', '2'], 'status --last 2'],
    ['status', ['--last=2'], 'status --last 2'],
    ['doctor', ['--rehearsal'], 'doctor --rehearsal'],
    ['pending', ['--operation=patch-databases'], 'pending --operation patch-databases'],
  ])('npm run %s %j', async (name, typed, line) => {
    const ended = await npm('npm', ['run', '--silent', name, ...typed]);
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toContain('for itself, so nothing was done. Type\n');
    expect(ended.stderr).toMatch(/^ {2}npx --no-install db-upkeep .*$/m);
    expect(ended.stderr).toContain(`  npx --no-install db-upkeep ${line}\n`);
  });

  test.each([
    [['start', '--silent', '--keep'], 'npm start -- --keep'],
    [['run', '--silent', 'chaos', '--seed', '1'], 'npm run chaos -- --seed 1'],
    [['run', '--silent', 'cloud', '--port-base=8800'], 'npm run cloud -- --port-base 8800'],
  ])('npm %j', async (args, line) => {
    const ended = await npm('npm', args);
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toContain(`for itself, so nothing was done. Type\n  ${line}\n`);
  });

  test('and what stands behind -- arrives', async () => {
    const ended = await npm('npm', ['run', '--silent', 'pause', '--', '--operation', 'patch-database']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('is patch-databases meant?') });
  });

  test('npx keeps none', async () => {
    const ended = await npm('npx', ['--no-install', 'db-upkeep', 'pause', '--operation', 'patch-database']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('is patch-databases meant?') });
  });

  test('what is meant for npx itself is none of ours', async () => {
    const ended = await npm('npx', ['--yes', 'db-upkeep', 'resume', '--operation', 'patch-database']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('is patch-databases meant?') });
  });

  const options = commands.flatMap(({ name, options = {} }) =>
    Object.keys(options).map((option) => ({ name, option })),
  );
  test('whichever option it is, before anything else is looked at', async () => {
    const value = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...options), value, async ({ name, option }, value) => {
        const environment = {
          npm_lifecycle_event: name,
          npm_command: 'run',
          [`npm_config_${option.replaceAll('-', '_')}`]: value,
        };
        const ended = await inProcess([...name.split(' '), '--no-such-option'], environment);
        expect(ended).toMatchObject({ code: 64, stdout: '' });
        expect(ended.stderr).toMatch(new RegExp(`^npm took --${option} for itself, so nothing was done`));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the program', () => {
  test('lists its commands, each on lines no wider than a terminal', async () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const { code, stdout } = await inProcess(args);
      expect(code).toBe(0);
      for (const { name } of commands) expect(stdout).toContain(`\n  ${name} `);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  test.each(commands.map(({ name }) => name))('%s tells of every option in its help', async (name) => {
    const { code, stdout, stderr } = await inProcess([...name.split(' '), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npx --no-install db-upkeep ${name} `));
    const { options = {}, exits } = commands.find((command) => command.name === name) ?? {};
    for (const option of Object.keys(options)) expect(stdout).toContain(`\n  --${option} `);
    for (const code of Object.keys(exits ?? {})) expect(stdout).toMatch(new RegExp(`\\b${code}\\s\\w`));
  });

  test.each([
    [['pausee'], 'there is no command "pausee": is pause meant?'],
    [['rseume'], 'there is no command "rseume": is resume meant?'],
    [['drop-everything'], 'there is no command "drop-everything"\n'],
    [['dead-letters', 'lst'], 'is dead-letters list meant?'],
    [['pause', '--raeson', 'x'], "Unknown option '--raeson': is --reason meant?"],
    [['pause', '--operation', 'patch-database'], '"patch-database": is patch-databases meant?'],
  ])('names what %j most likely means', async (args, said) => {
    const ended = await inProcess(args);
    expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining(said) });
  });

  const letters = 'abcdefgh'.split('');

  test.each([
    [1, 'is CHG-a meant?'],
    [2, 'is CHG-a or CHG-b meant?'],
    [3, 'is CHG-a, CHG-b or CHG-c meant?'],
    [4, ''],
  ])('of %d that are equally near it names each, or none where that are too many', (number, said) => {
    const meant = nearestText(
      'CHG-1',
      [...letters.slice(0, number), ...letters.slice(0, number)].map((one) => `CHG-${one}`),
    );
    expect(meant && `is ${meant} meant?`).toBe(said);
  });

  test('in whatever order they come, the same ones are named', () => {
    const some = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1 });
    fc.assert(
      fc.property(some, fc.nat(), (near, turn) => {
        const ids = near.map((one) => `CHG-${one}`);
        const turned = [...ids.slice(turn % ids.length), ...ids.slice(0, turn % ids.length)];
        expect(nearest('CHG-1', turned).toSorted()).toEqual(ids.toSorted());
        expect(nearest('CHG-1', [...turned, 'CHG-1x', 'CHG-11'])).toEqual(
          expect.arrayContaining(['CHG-1x', 'CHG-11']),
        );
        expect(nearest('CHG-1', [...turned, 'CHG-1'])).toEqual(['CHG-1']);
      }),
    );
  });

  test('repeats no secret of what it cannot use', async () => {
    keepSecret('a-secret-typed-in-the-wrong-place');
    const ended = await inProcess(['a-secret-typed-in-the-wrong-place']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringMatching(/^there is no command "\*\*\*"/) });
  });

  test('a mistake of one letter is always named, and the name itself never is one', () => {
    const names = commands.map(({ name }) => name);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('x', ''), (name, at, letter) => {
        const place = at % name.length;
        const typed = name.slice(0, place) + letter + name.slice(place + 1);
        expect(nearest(typed, [name])).toEqual([name]);
      }),
    );
  });
});
