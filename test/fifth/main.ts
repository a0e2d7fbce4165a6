import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIFTH, writeOperation } from './write-operation.ts';

const SUITES =
  'contract/examples architecture infra/schedules infra/schemas authority/policy-file ledger/lookup-cases preflight/any-answer preflight/lost-fields';

const root = join(import.meta.dirname, '../..');
const asked = process.argv.slice(2);
const suites = asked.length > 0 ? asked : SUITES.split(' ').map((name) => `test/${name}`);

const copy = mkdtempSync(join(tmpdir(), 'fifth-'));
const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
for (const file of listed.split('\0').filter(Boolean)) cpSync(join(root, file), join(copy, file));
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const runs = (...args: string[]) => {
  console.log(`with ${FIFTH.name}: npm ${args.join(' ')}`);
  return spawnSync('npm', args, { cwd: copy, stdio: 'inherit' }).status === 0;
};

const STEPS = ['schemas', 'lint', 'types', 'dead-code', 'package'].map((name) => ['run', '--silent', name]);
try {
  writeOperation(copy);
  // As an editor would on saving.
  const well =
    runs('exec', '--', 'biome', 'format', '--write', 'functions', 'stand-in') &&
    STEPS.every((step) => runs(...step)) &&
    runs('run', '--silent', 'jest', '--', ...suites);
  process.exitCode = well ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}
