import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIFTH, writeOperation } from './write-operation.ts';

const root = join(import.meta.dirname, '../..');
const suites = process.argv.slice(2);
const keep = suites[0] === '--keep';
if (keep) suites.shift();

const copy = mkdtempSync(join(tmpdir(), 'fifth-'));
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter(Boolean);
for (const file of files) cpSync(join(root, file), join(copy, file));
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
writeOperation(copy);

/** Runs a script of the copy's; whether it went well. */
const run = (...command: string[]) => {
  console.log(`${FIFTH.name}: npm run ${command.join(' ')}`);
  return spawnSync('npm', ['run', '--silent', ...command], { cwd: copy, stdio: 'inherit' }).status === 0;
};

const steps = [
  ['schemas'],
  ['lint'],
  ['types'],
  ['dead-code'],
  ['build'],
  ['package'],
  ['jest', '--', ...suites],
];
const failed = steps.find((step) => !run(...step));
if (keep) console.log(copy);
else rmSync(copy, { recursive: true });
process.exitCode = failed ? 1 : 0;
