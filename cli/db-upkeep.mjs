#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// TypeScript runs as it stands from Node 24 on, which `npm ci` brings along.
if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `expected Node 24, got ${process.versions.node}: run \`npm ci\` here, then \`npx --no-install db-upkeep\``,
  );
  process.exit(64);
}
// Half of a start is compiling. The cache lies with the code: in a shared folder others could write what runs here.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/db-upkeep', import.meta.url)));
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
