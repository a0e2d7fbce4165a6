import { readdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { joinFirst } from './infra/one-file.ts';
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
  const first = `dist/${name}/index.mjs`;
  const outputs = await joinFirst(first, metafile.outputs);
  await writeFile(`dist/${name}.meta.json`, JSON.stringify({ ...metafile, outputs }));
  console.log(`${name.padEnd(28)} ${((outputs[first]?.bytes ?? 0) / 1024).toFixed(0).padStart(5)} KB`);
}
