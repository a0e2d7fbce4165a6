import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { script } from './command.ts';

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
    const typed = verb.length > 0 ? `db-upkeep ${name}\\b` : `npm (run )?${name}\\b`;
    const [help, option, words] = await Promise.all([
      script(path, [...verb, '--help']),
      script(path, [...verb, '--no-such-option']),
      // One word may be an id.
      script(path, [...verb, 'no', 'such', 'words']),
    ]);
    expect(help).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(typed)),
      stderr: '',
    });
    for (const wrong of [option, words]) {
      expect(wrong).toMatchObject({
        code: 64,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(typed)),
      });
      expect(wrong.stderr).not.toMatch(/\n\s+at .*:\d+/);
    }
  },
);
