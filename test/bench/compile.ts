import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const banner =
  "import { createRequire as createRequireForBundledCommonJs } from 'node:module'; const require = createRequireForBundledCommonJs(import.meta.url);";

const settings = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
} as const;

/** The compiled programs and handlers of the benchmark, in a folder that `remove` deletes. */
export interface Compiled {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Compiles what runs in measured processes: Node's own TypeScript loader would be measured with it. */
export async function compile(): Promise<Compiled> {
  const folder = await mkdtemp(join(tmpdir(), 'db-upkeep-bench-'));
  const names = [
    'cold',
    'warm',
    'pure',
    'floor',
    'drain',
    'fan-out',
    'growth',
    'large',
    'survey',
    'plan',
    'forecast',
    'page',
  ].map((name) => `programs/${name}`);
  await build({
    ...settings,
    entryPoints: [...names, 'handlers/bare-https', 'handlers/bare-fetch'].map((name) => own(`./${name}.ts`)),
    outbase: own('.'),
    outdir: folder,
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** Bundles a peer's handler with everything it needs into one file, as the product's build does; returns its bytes. */
export async function bundlePeer(source: string, outfile: string): Promise<number> {
  const { outExtension: _, ...rest } = settings;
  await build({
    ...rest,
    mainFields: ['module', 'main'],
    entryPoints: [source],
    outfile,
    banner: { js: banner },
  });
  return (await stat(outfile)).size;
}
