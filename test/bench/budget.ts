import { readdir, readFile } from 'node:fs/promises';
import type { Metafile } from 'esbuild';

const ENTRY_BYTES = 170 * 1024;

/** Packages that no chunk may hold, and those that only the vendor's signer, loaded where keys are configured, may. */
const NOWHERE = /node_modules\/(axios|log4js|zod\/.*\/locales\/(?!en\.))/;
const IN_SIGNER_ONLY = /node_modules\/(moment|lodash)\//;
const SIGNER = /\/BasicCredentials-\w+\.mjs$/;

/** What in a built function is over its budget, in words. */
function faultsOf({ outputs }: Metafile): string[] {
  return Object.entries(outputs).flatMap(([file, { bytes, inputs }]) => {
    const forbidden = Object.keys(inputs).filter(
      (input) => NOWHERE.test(input) || (IN_SIGNER_ONLY.test(input) && !SIGNER.test(file)),
    );
    const tooLarge = file.endsWith('/index.mjs') && bytes > ENTRY_BYTES;
    return [
      ...(tooLarge ? [`${file} has ${bytes} bytes, at most ${ENTRY_BYTES} are allowed`] : []),
      ...forbidden.map((input) => `${file} holds ${input}`),
    ];
  });
}

const files = (await readdir('dist')).filter((name) => name.endsWith('.meta.json'));
const metafiles = await Promise.all(
  files.map(async (name) => JSON.parse(await readFile(`dist/${name}`, 'utf8')) as Metafile),
);
const faults = metafiles.flatMap(faultsOf);
if (files.length === 0) faults.push('nothing is built');
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
