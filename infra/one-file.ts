import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

/**
 * Joins a function's first file with all chunks that it loads at once, and answers the outputs that are left. Finding, reading
 * and linking a file takes half a millisecond of a cold start. Chunks that are loaded later take from the first file what
 * they took from those chunks.
 */
export async function joinFirst(first: string, outputs: Outputs): Promise<Outputs> {
  const folder = dirname(first);
  const joined = loadedAtOnce(first, outputs);
  const later = Object.keys(outputs).filter((file) => !joined.includes(file));
  const prefixes = new Map(joined.map((file, place) => [basename(file), `c${place}`]));
  const taken = new Set<string>();
  for (const file of later) {
    const { text, exports } = takingFromFirst(await readFile(file, 'utf8'), prefixes, basename(first));
    for (const one of exports) taken.add(one);
    await writeFile(file, text);
  }
  const names = new Set(later.map((file) => basename(file)));
  await build({
    stdin: {
      contents: [`export{handler}from"./${basename(first)}"`, ...taken].join(';'),
      resolveDir: folder,
    },
    outfile: first,
    allowOverwrite: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'node24',
    logLevel: 'warning',
    plugins: [
      {
        name: 'loaded-later',
        setup({ onResolve }) {
          onResolve({ filter: /^\.\// }, ({ path }) =>
            names.has(basename(path)) ? { path, external: true } : undefined,
          );
        },
      },
    ],
  });
  const chunks = joined.filter((file) => file !== first);
  await Promise.all(chunks.map((file) => rm(join(file))));
  return outputsLeft(first, { joined, later, outputs, bytes: (await stat(first)).size });
}

/** A file, and all that is loaded with it at once. */
function loadedAtOnce(file: string, outputs: Outputs, loaded: string[] = []): string[] {
  if (loaded.includes(file)) return loaded;
  loaded.push(file);
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !external) loadedAtOnce(path, outputs, loaded);
  return loaded;
}

const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/g;

/** The text of a chunk with its imports of joined files led to the first one, and what that has to export for them. */
function takingFromFirst(text: string, prefixes: ReadonlyMap<string, string>, first: string) {
  const exports: string[] = [];
  const led = text.replace(IMPORT, (whole, list: string | undefined, file: string) => {
    const prefix = prefixes.get(file);
    if (prefix === undefined) return whole;
    const names = (list ?? '').split(',').filter(Boolean);
    const imports = names.map((one) => {
      const [name = '', as = name] = one.split(' as ');
      exports.push(`export{${name} as ${prefix}${name}}from"./${file}"`);
      return `${prefix}${name} as ${as}`;
    });
    return imports.length > 0 ? `import{${imports.join(',')}}from"./${first}";` : '';
  });
  const left = [...prefixes.keys()].find((file) => file !== first && led.includes(file));
  if (left !== undefined) throw new Error(`a chunk still names ${left}, which is joined`);
  return { text: led, exports };
}

interface Joined {
  readonly joined: readonly string[];
  readonly later: readonly string[];
  readonly outputs: Outputs;
  readonly bytes: number;
}

/** What esbuild would report of the files that are left. */
function outputsLeft(first: string, { joined, later, outputs, bytes }: Joined): Outputs {
  const led = ({ imports }: Outputs[string]) =>
    imports.map((one) => (joined.includes(one.path) ? { ...one, path: first } : one));
  const parts = joined.flatMap((file) => outputs[file] ?? []);
  const own = parts.flatMap(led).filter(({ path }) => path !== first);
  return {
    [first]: {
      exports: ['handler'],
      ...outputs[first],
      bytes,
      imports: own,
      inputs: Object.assign({}, ...parts.map(({ inputs }) => inputs)),
    },
    ...Object.fromEntries(
      later.flatMap((file) => {
        const output = outputs[file];
        return output ? [[file, { ...output, imports: led(output) }]] : [];
      }),
    ),
  };
}
