import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { outcomesOf } from '../../shared/ledger/entry/entry.ts';
import { quoted } from '../../shared/values/shell.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { briefly } from '../../stand-in/rehearsal/briefly.ts';
import { type ByHand, openByHand } from '../../stand-in/rehearsal/by-hand/open.ts';
import { deliveredTwice } from '../../stand-in/rehearsal/once/delivered-twice.ts';
import { type PlayedWave, play } from '../../stand-in/rehearsal/play.ts';
import { type Stage, startStage } from '../../stand-in/rehearsal/stage.ts';
import { summary } from '../../stand-in/rehearsal/summary.ts';
import { keepOutput } from '../../stand-in/secrets/kept.ts';
import { type Built, built } from './built.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a line of shell in the product's folder, in the environment of somebody who has set nothing but the terminal's own. */
async function typed(line: string) {
  const child = spawn('sh', ['-c', line], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, AWS_PROFILE: 'of-my-own', STAGE: 'prod' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe('a rehearsal that is kept', () => {
  let product: Built;
  let stage: Stage;
  let played: PlayedWave;
  let byHand: ByHand;
  const logged: string[] = [];
  /** Everything printed that is to be pasted: what enters the shell of the rehearsal, and the commands in their order. */
  let [enter, commands]: [string, string[]] = ['', []];

  beforeAll(async () => {
    product = await built('build');
    stage = await startStage({ dist: product.bundle('') });
    played = await play(stage, deliveredTwice);
    byHand = await openByHand(stage, (line) => logged.push(line));
    const lines = byHand.text.split('\n');
    enter = lines.filter((line) => line.startsWith('sh ')).join('\n');
    commands = lines.filter((line) => /^(np[mx]|curl|node) /.test(line));
  });
  afterAll(async () => {
    await byHand?.close();
    await stage?.close();
    product?.remove();
  });

  /** Pastes the one printed command that begins like this; what commands print is nobody's secret. */
  async function pasted(beginning: string) {
    const [command = '', ...more] = commands.filter((one) => one.startsWith(beginning));
    expect([beginning, command === '', more]).toEqual([beginning, false, []]);
    const ended = await typed(`${enter} -c ${quoted(command)}`);
    if (command.startsWith('np')) keepOutput(`what ${command} printed`, ended.stdout, ended.stderr);
    return ended;
  }

  test('is summed up by operation: what became of each target, what the cloud did, how jobs ended', () => {
    const lines = summary([played], []);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const { name } of catalog) {
      const outcomes = played.entries.filter(({ operation }) => operation === name).flatMap(outcomesOf);
      const accepted = outcomes.filter(({ verdict }) => verdict === 'accepted').length;
      expect(lines.join('\n')).toMatch(new RegExp(`^${name} +${outcomes.length} +${accepted} `, 'm'));
    }
    const calls = new Set(played.accepted.map(({ request }) => request)).size;
    expect(lines).toContainEqual(expect.stringContaining(`which took ${calls} `));
    expect(calls).toBeGreaterThan(0);
  });

  test('shows what was rehearsed, and what the cloud holds', async () => {
    expect(await pasted('npx --no-install db-upkeep status --last 5')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/change-4711-([\w-]+) {2}\1, asked for \d+ (s|min) ago.*\n.* accepted/),
    });
    expect(await pasted('npx --no-install db-upkeep dead-letters')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/change-4712-\S+ +rejected/),
    });
    expect(await pasted('npx --no-install db-upkeep pending')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('npx --no-install db-upkeep invoke patch-databases'),
    });
    expect(await pasted('npx --no-install db-upkeep doctor')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 0 broken/),
    });
  });

  test('takes a patch by queue, timer and webhook, and follows each to its end', async () => {
    const began = Date.now();
    expect(await pasted("curl -sS -w '\\n' -H")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('MessageId'),
    });
    expect(await pasted('curl -sS -d \'{"request_id"')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"status":"accepted"'),
    });
    expect(await pasted('node -e')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^202 /) });

    let shown = '';
    while ((shown.match(/succeeded/g)?.length ?? 0) < 3) {
      await delay(1000);
      shown = (await pasted('npx --no-install db-upkeep status --last 3')).stdout;
    }
    for (const way of ['queue', 'timer', 'webhook']) {
      expect(shown).toMatch(
        new RegExp(
          `by-${way}  patch-databases, asked for \\d+ (s|min) ago.*\\n.* succeeded after \\d+ (s|min)\\n`,
        ),
      );
    }
    const story = await pasted('npx --no-install db-upkeep explain');
    expect(story).toMatchObject({ code: 0, stdout: expect.stringContaining('asked for by a queue message') });
    for (const [time] of story.stdout.matchAll(/^20\S+Z/gm)) {
      expect(Date.parse(time)).toBeGreaterThan(began - 1000);
      expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
    }
    expect(logged.filter((line) => line.includes('"end":"succeeded"'))).toHaveLength(3);
  });

  test('lets people see and change what the cloud does', async () => {
    expect(await pasted("curl -sS -w '\\n' http")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"accepted":['),
    });
    expect(await pasted("curl -sS -w '\\n' -d")).toMatchObject({ code: 0, stdout: '{}\n' });
    const again = 'curl -sS -d \'{"request_id"';
    expect((await pasted(again)).stdout).toContain('"status":"duplicate"');
  });

  test('opens where npx finds its commands, wherever the person is', async () => {
    expect((await typed(`cd / && ${enter} -c pwd`)).stdout).toBe(`${process.cwd()}\n`);
  });

  test("leaves a person's own variables as they were, and tells what functions print in a line", async () => {
    const own = await typed(
      `${enter} -c 'echo "in: $AWS_PROFILE $HW_PROJECT_ID"'; echo "out: $AWS_PROFILE $HW_PROJECT_ID"`,
    );
    expect(own.stdout).toBe(`in:  ${LIVED_IN}\nout: of-my-own \n`);
    const entered = await typed(`echo 'echo "$AWS_PROFILE."' | ${enter}`);
    expect(entered.stdout).toMatch(/^This shell is the rehearsal's; exit leaves it, .*\n\.\n$/);
    expect(logged.map(briefly).filter((line) => line.includes('by-queue'))).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}patch-databases by-queue: accepted$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}patch-databases by-queue: \S+in\d\d succeeded: GeminiDB .*$/),
    ]);
  });

  test('prints nothing to paste but that', () => {
    expect(commands).toHaveLength(11);
  });
});

describe('npm start', () => {
  const start = (option: string) => typed(`node stand-in/rehearsal/main.ts ${option}`);

  test('--help tells how it is used', async () => {
    expect(await start('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^npm start .*--keep/s),
    });
  });

  test('an unknown option is told before anything is built', async () => {
    expect(await start('--bogus')).toEqual({
      code: 64,
      stdout: '',
      stderr: expect.stringMatching(/'--bogus'\nnpm start .*--help/s),
    });
  });
});
