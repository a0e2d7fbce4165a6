import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build, type Metafile } from 'esbuild';
import { joinFirst } from '../../infra/one-file.ts';

const SOURCES = {
  'counter.ts': 'export let count = 0; export const increase = () => { count += 1; }; export class Kept {}',
  'both.ts': 'export const both = () => "both";',
  'first.ts': `
    import { setTimeout as wait } from 'node:timers/promises';
    import { count, increase, Kept } from './counter.ts';
    import { both } from './both.ts';
    export const handler = async () => {
      increase();
      const { later } = await import('./later.ts');
      const { other } = await import('./other.ts');
      return { ...later(new Kept()), count, both: both(), other: other(), wait: typeof wait };
    };`,
  'later.ts': `
    import { count, increase, Kept } from './counter.ts';
    import { both } from './both.ts';
    import { between } from './between.ts';
    export const later = (kept) => {
      increase();
      return { seen: count, same: kept instanceof Kept, too: both(), between };
    };`,
  'other.ts':
    "import { both } from './both.ts'; import { between } from './between.ts'; export const other = () => both() + between;",
  'between.ts': "export const between = 'between';",
};

let folder: string;
let first: string;
let before: Metafile['outputs'];
let outputs: Metafile['outputs'];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'one-file-'));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  const built = await build({
    entryPoints: { index: join(folder, 'first.ts') },
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    absWorkingDir: folder,
  });
  before = Object.fromEntries(
    Object.entries(built.metafile.outputs).map(([file, output]) => [
      join(folder, file),
      {
        ...output,
        imports: output.imports.map((one) => (one.external ? one : { ...one, path: join(folder, one.path) })),
      },
    ]),
  );
  first = join(folder, 'dist', 'index.mjs');
  outputs = await joinFirst(first, before);
});
afterAll(() => rmSync(folder, { recursive: true }));

const staticOf = (file: string) =>
  (outputs[file]?.imports ?? []).filter(({ kind }) => kind === 'import-statement').map(({ path }) => path);

test('one file is loaded at once, and what is loaded later stands beside it', () => {
  const files = readdirSync(join(folder, 'dist')).sort();
  expect(Object.keys(before).length).toBeGreaterThan(files.length);
  expect(Object.keys(outputs).sort()).toEqual(files.map((file) => join(folder, 'dist', file)));
  expect(staticOf(first)).toEqual(['node:timers/promises']);
  expect(Object.keys(outputs[first]?.inputs ?? {}).sort()).toEqual(['both.ts', 'counter.ts', 'first.ts']);
  const [later = ''] = Object.keys(outputs).filter((file) => file.includes('later'));
  expect(staticOf(later)).toContain(first);
});

test('it does what it did: one state, one class, bindings that live', () => {
  const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(first))}); console.log(JSON.stringify(await handler()));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({
    seen: 2,
    same: true,
    too: 'both',
    between: 'between',
    count: 2,
    both: 'both',
    other: 'bothbetween',
    wait: 'function',
  });
});

test('a chunk that takes from a joined file in a way that is not known here fails the build', async () => {
  const strange = mkdtempSync(join(folder, 'strange-'));
  const at = (name: string) => join(strange, name);
  writeFileSync(
    at('index.mjs'),
    'import{a}from"./a.mjs";export const handler=()=>[a,import("./later.mjs")];',
  );
  writeFileSync(at('a.mjs'), 'export const a=1;');
  writeFileSync(at('later.mjs'), 'export*from"./a.mjs";');
  const output = (imports: Metafile['outputs'][string]['imports'] = []) => ({
    bytes: 1,
    inputs: {},
    exports: [],
    imports,
  });
  const outputs = {
    [at('index.mjs')]: output([
      { path: at('a.mjs'), kind: 'import-statement' },
      { path: at('later.mjs'), kind: 'dynamic-import' },
    ]),
    [at('a.mjs')]: output(),
    [at('later.mjs')]: output([{ path: at('a.mjs'), kind: 'import-statement' }]),
  };
  await expect(joinFirst(at('index.mjs'), outputs)).rejects.toThrow(
    'a chunk still names a.mjs, which is joined',
  );
});
