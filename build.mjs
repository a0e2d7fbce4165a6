import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { slimSigner } from './infra/slim-signer.ts';

if (process.argv.length > 2) {
  const asked = /^(--help|-h)$/.test(process.argv[2]);
  console[asked ? 'log' : 'error']('usage: npm run build, which takes no arguments');
  process.exit(asked ? 0 : 64);
}

// A reader that went away, as `| head` does, is no reason for a stack trace.
process.stdout.on('error', () => {});

/** Bundles every function to `dist/<name>/index.mjs` (export `handler`) and the chunks it loads on demand. */
const names = (await readdir('functions', { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
await rm('dist', { recursive: true, force: true });

for (const name of names) {
  const { metafile } = await build({
    entryPoints: { index: `functions/${name}/handler.ts` },
    outdir: `dist/${name}`,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    // Of ES builds only what is called goes into the bundle.
    mainFields: ['module', 'main'],
    target: 'node24',
    metafile: true,
    logLevel: 'warning',
    // AWS's signer would load it to sign streams of events, of which there are none.
    external: ['@smithy/core/event-streams'],
    plugins: [slimSigner],
    // CommonJS packages inside an ES module still require what Node brings along, and nothing else.
    banner: { js: 'const require = process.getBuiltinModule;' },
  });
  await withoutIdleImports(`dist/${name}/index.mjs`, metafile);
  await writeFile(`dist/${name}.meta.json`, JSON.stringify(metafile));
  const { size } = await stat(`dist/${name}/index.mjs`);
  console.log(`${name.padEnd(28)} ${(size / 1024).toFixed(0).padStart(5)} KB`);
}

/**
 * Takes imports out of a first file from which it takes nothing: of esbuild's own helpers where only chunks that are loaded later use
 * them, and of chunks that others which it loads at once load anyway.
 */
async function withoutIdleImports(file, { outputs }) {
  const loadedBy = (path) =>
    (outputs[path]?.imports ?? []).flatMap(({ path: next, kind }) =>
      kind === 'import-statement' ? [next, ...loadedBy(next)] : [],
    );
  const direct = outputs[file].imports.filter(
    ({ path, kind }) => outputs[path] && kind === 'import-statement',
  );
  const anyway = new Set(direct.flatMap(({ path }) => loadedBy(path)));
  const idle = direct.filter(
    ({ path }) => anyway.has(path) || Object.keys(outputs[path].inputs).length === 0,
  );
  let text = await readFile(file, 'utf8');
  for (const { path } of idle) text = text.replace(`import"./${basename(path)}";`, '');
  await writeFile(file, text);
}
