import { readdir, readFile } from 'node:fs/promises';
import type { Metafile } from 'esbuild';
import { readArguments } from '../../stand-in/read-arguments.ts';

const ENTRY_BYTES = 150 * 1024;
/** Its pages are loaded one by one, behind the door. */
const CONSOLE_BYTES = 60 * 1024;
/** A chunk loaded on demand: the signers. */
const CHUNK_BYTES = 40 * 1024;

/** What no file of a function may hold. */
const NOWHERE =
  /node_modules\/(axios|log4js|moment|lodash|@aws-sdk|zod\/v4\/classic|zod\/.*locales\/(?!en\.))/;

/** What of Node a function may load before anybody needs it; cryptography alone takes as long as a tenth of a cold start. */
const AT_ONCE = /^node:timers/;

const isFirst = (file: string) => file.endsWith('/index.mjs');

/** A file, and all that is loaded with it at once. */
function loadedWith(file: string, outputs: Metafile['outputs'], loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !external) loadedWith(path, outputs, loaded);
  return loaded;
}

/** What in a built function is over its budget, in words. */
function faultsOf({ outputs }: Metafile): string[] {
  const entry = Object.keys(outputs).find(isFirst) ?? '';
  const atOnce = loadedWith(entry, outputs);
  return Object.entries(outputs).flatMap(([file, { bytes, inputs, imports }]) => {
    const isEntry = file === entry;
    const most = !atOnce.has(file)
      ? CHUNK_BYTES
      : file === 'dist/console/index.mjs'
        ? CONSOLE_BYTES
        : ENTRY_BYTES;
    const early = isEntry ? imports.filter(({ external, path }) => external && !AT_ONCE.test(path)) : [];
    return [
      ...early.map(({ path }) => `${file} loads ${path} at once, not with its first use`),
      ...(bytes > most ? [`${file} has ${bytes} bytes, at most ${most} are allowed`] : []),
      ...Object.keys(inputs)
        .filter((input) => NOWHERE.test(input))
        .map((input) => `${file} holds ${input}`),
    ];
  });
}

/** Files that a function's first file loads without taking anything from them. */
async function idleImports(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(/import"(\.\/[^"]+)"/g)].map(([, path]) => `${file} loads ${path} for nothing`);
}

readArguments('usage: npm run budget, after npm run build; it takes no arguments', {});
const files = (await readdir('dist')).filter((name) => name.endsWith('.meta.json'));
const metafiles = await Promise.all(
  files.map(async (name) => JSON.parse(await readFile(`dist/${name}`, 'utf8')) as Metafile),
);
const firstFiles = metafiles.flatMap(({ outputs }) => Object.keys(outputs)).filter(isFirst);
const faults = [...metafiles.flatMap(faultsOf), ...(await Promise.all(firstFiles.map(idleImports))).flat()];
if (files.length === 0) faults.push('nothing is built');
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
