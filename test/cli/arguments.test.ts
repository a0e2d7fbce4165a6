import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { script } from './command.ts';
import { inProcess } from './in-process.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
/** Every script that is a program of ours, with its file. */
const programs = Object.entries(scripts).flatMap(([name, run]) => {
  const [, path, verb] = /^(?:exec )?node (\S+\.m?[jt]s)(?: (\S+))?$/.exec(run) ?? [];
  return path ? [[name, path, ...(verb ? [verb] : [])] as const] : [];
});

/** When what programs write was last written. */
const written = () =>
  ['schemas', 'dist', 'docs'].map((folder) => existsSync(folder) && statSync(folder).mtimeMs);
let before: ReturnType<typeof written>;
beforeAll(() => {
  before = written();
});
afterAll(() => expect(written()).toEqual(before));

test('every program of package.json is asked', () => {
  const ours = Object.entries(scripts).filter(([, run]) => /\bnode (?!.*node_modules)/.test(run));
  expect(programs.map(([name]) => name)).toEqual(ours.map(([name]) => name));
  expect(programs.length).toBeGreaterThan(15);
});

test.each(programs)(
  '%s tells how it is called, and does nothing for what it does not know',
  async (name, path, ...verb) => {
    const isCommand = verb.length > 0;
    const tells = new RegExp(isCommand ? `db-upkeep ${name}\\b` : `npm (run )?${name}\\b`);
    const run = (...args: string[]) => (isCommand ? inProcess([...verb, ...args]) : script(path, args));
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(tells), stderr: '' });
    // One word may be an id.
    for (const args of [['--no-such-option'], ['no', 'such', 'words']]) {
      const wrong = await run(...args);
      expect(wrong).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(tells) });
      expect(wrong.stderr).not.toMatch(/\n\s+at .*:\d+/);
    }
  },
);
