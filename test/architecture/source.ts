import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const NOT_OURS = /^(node_modules|dist|coverage|\..*)$/;

/** Every file below a folder of the repository, as paths from its root. */
export const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });

/** The names of the folders in a folder. */
export const folders = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What a file imports at run time, paths from the root; on demand its types too. */
export const importsOf = (path: string, { types = false } = {}): string[] => {
  const statements = read(path).matchAll(
    /(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm,
  );
  return [...statements].flatMap(([, isType, from, onDemand, alone]) => {
    const name = from ?? onDemand ?? alone ?? '';
    if (isType && !types) return [];
    return [name.startsWith('.') ? relative(root, resolve(root, dirname(path), name)) : name];
  });
};

const isCode = (path: string) => /\.(ts|mjs|cjs)$/.test(path);

/** What is deployed. */
export const source = [...filesIn('functions'), ...filesIn('shared')].filter((path) => path.endsWith('.ts'));

/** What is deployed, what deploys it, what stands in for the cloud and what people run. */
export const product = [...source, ...['infra', 'stand-in', 'cli'].flatMap(filesIn).filter(isCode)];
