#!/usr/bin/env node
// TypeScript runs as it stands from Node 24 on, which `npm ci` brings along.
if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `expected Node 24, got ${process.versions.node}: run \`npm ci\` here, then \`npx --no-install db-upkeep\``,
  );
  process.exit(64);
}
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
