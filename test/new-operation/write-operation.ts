import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';

/** The model that the invented operation is made after: its sibling on the same service. */
const MODEL = { name: 'patch-databases', symbol: 'patchDatabases', call: 'batchUpgradeDatabaseVersion' };

/** An operation that no vendor has. */
export const ADDED = { name: 'renew-databases', symbol: 'renewDatabases', call: 'batchRenewDatabases' };

// Its own route, job, project and instances; ids of another engine.
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [new RegExp(MODEL.name, 'g'), ADDED.name],
  [new RegExp(MODEL.symbol, 'g'), ADDED.symbol],
  [new RegExp(MODEL.call, 'g'), ADDED.call],
  [/batch-upgrade-database-version/g, 'batch-renew-databases'],
  [/PatchDatabases/g, 'RenewDatabases'],
  [/\/db-upgrade\b/g, '/db-renewal'],
  [/UpgradeDbVersion/g, 'RenewDb'],
  [/work: 'patch'/g, "work: 'renewal'"],
  [/'patch-(job|at)/g, "'renew-$1"],
  [/619d3e78f61b4be68bc5aa0b59edcf7b/g, '5f1f1e78f61b4be68bc5aa0b59edcf7b'],
  [new RegExp(PATCH_INSTANCES[0], 'g'), '5f6287aae57843b1a7bc61b7a8812f41in12'],
  [new RegExp(PATCH_INSTANCES[1], 'g'), '5f1e04f49efa473a8c7eaf07ed7ff870in12'],
  [/e4616470-733d/g, '5f616470-733d'],
];

const renamed = (text: string) => RENAMED.reduce((now, [from, to]) => now.replace(from, to), text);

/** Does in a copy of the repository what CONTRIBUTING's "Add an API" says, for the invented operation. */
export function writeOperation(copy: string): void {
  const change = (path: string, ...edits: (readonly [string | RegExp, string])[]) => {
    const before = readFileSync(join(copy, path), 'utf8');
    const after = edits.reduce((text, [from, to]) => text.replace(from, to), before);
    if (edits.some(([from]) => (typeof from === 'string' ? !before.includes(from) : !from.test(before))))
      throw new Error(`${path} is written otherwise by now`);
    writeFileSync(join(copy, path), after);
  };

  const folder = join(copy, 'functions', ADDED.name);
  cpSync(join(copy, 'functions', MODEL.name), folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    writeFileSync(join(folder, name), renamed(readFileSync(join(folder, name), 'utf8')));
  }
  change(
    'functions/catalog.ts',
    [
      'import { rollBackHotfix }',
      `import { ${ADDED.symbol} } from './${ADDED.name}/operation.ts';\nimport { rollBackHotfix }`,
    ],
    ['  rollBackHotfix,', `  ${ADDED.symbol},\n  rollBackHotfix,`],
  );
  change('serverless.yml', [
    '  roll-back-hotfix:',
    `  ${ADDED.name}: \${file(functions/${ADDED.name}/function.yml)}\n  roll-back-hotfix:`,
  ]);
  teachStandIn(copy, change);
}

type Change = (path: string, ...edits: (readonly [string | RegExp, string])[]) => void;

function teachStandIn(copy: string, change: Change): void {
  const cloud = 'stand-in/cloud';
  const model = readFileSync(join(copy, cloud, 'geminidb/batch-upgrade-database-version.ts'), 'utf8');
  writeFileSync(join(copy, cloud, 'geminidb/batch-renew-databases.ts'), renamed(model));
  change(
    `${cloud}/routes.ts`,
    [
      'import { batchUpgradeDatabaseVersion }',
      `import { ${ADDED.call} } from './geminidb/batch-renew-databases.ts';\nimport { batchUpgradeDatabaseVersion }`,
    ],
    [
      /(?=^ {2}\['geminidb', `GET)/m,
      `  ['geminidb', \`POST \${I}/db-renewal\`, '${ADDED.call}', ${ADDED.call}],\n`,
    ],
  );
  const seed = readFileSync(join(copy, cloud, 'seed.ts'), 'utf8');
  const patch = /\/\*\* contract §5[\s\S]*$/.exec(seed)?.[0] ?? '';
  const added = renamed(patch)
    .replaceAll('seedPatch', 'seedAdded')
    .replace('export const PATCH_INSTANCES', 'const NEW_INSTANCES')
    .replaceAll('PATCH_INSTANCES', 'NEW_INSTANCES');
  change(
    `${cloud}/seed.ts`,
    [
      /( {2}seedPatch\(.*\n)/,
      "$1  seedAdded(state, project('5f1f1e78f61b4be68bc5aa0b59edcf7b', 'ap-southeast-1_added'));\n",
    ],
    [/$/, `\n${added}`],
  );
}
