import { readdir, readFile } from 'node:fs/promises';
import type { Metafile } from 'esbuild';
import { readArguments } from '../../stand-in/read-arguments.ts';

/** All that a start loads is one file. */
const FIRST_BYTES = 170 * 1024;
/** What starts by the clock lets nobody wait. */
const BY_CLOCK_BYTES = 225 * 1024;
const BY_CLOCK = /^dist\/(steer-rollouts|survey-fleet)\//;
/** Its pages are loaded one by one, behind the door. */
const CONSOLE_BYTES = 110 * 1024;
/** A chunk loaded on demand: the signers. */
const CHUNK_BYTES = 40 * 1024;

/** What no file of a function may hold. */
const NOWHERE =
  /node_modules\/(axios|log4js|moment|lodash|@aws-sdk|zod\/v4\/classic|zod\/.*locales\/(?!en\.))/;

/** What of Node a function may load before anybody needs it; cryptography alone takes as long as a tenth of a cold start. */
const AT_ONCE = /^node:timers/;

const isFirst = (file: string) => file.endsWith('/index.mjs');

const mostOf = (file: string): number => {
  if (!isFirst(file)) return CHUNK_BYTES;
  if (BY_CLOCK.test(file)) return BY_CLOCK_BYTES;
  return file === 'dist/console/index.mjs' ? CONSOLE_BYTES : FIRST_BYTES;
};

/** What in a built function is over its budget, in words. */
function faultsOf({ outputs }: Metafile): string[] {
  return Object.entries(outputs).flatMap(([file, { bytes, inputs, imports }]) => {
    const atOnce = imports.filter(({ path, kind }) => kind === 'import-statement' && !AT_ONCE.test(path));
    const early = isFirst(file) ? atOnce : [];
    const most = mostOf(file);
    return [
      ...early.map(({ path }) => `${file} loads ${path} at once, not with its first use`),
      ...(bytes > most ? [`${file} has ${bytes} bytes, at most ${most} are allowed`] : []),
      ...Object.keys(inputs)
        .filter((input) => NOWHERE.test(input))
        .map((input) => `${file} holds ${input}`),
    ];
  });
}

readArguments('usage: npm run budget, after npm run build; it takes no arguments', {});
const files = (await readdir('dist')).filter((name) => name.endsWith('.meta.json'));
const metafiles = await Promise.all(
  files.map(async (name) => JSON.parse(await readFile(`dist/${name}`, 'utf8')) as Metafile),
);
const faults = metafiles.flatMap(faultsOf);
if (files.length === 0) faults.push('nothing is built');
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
