import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../../stand-in/read-arguments.ts';
import { ADDED, writeOperation } from './write-operation.ts';

const USAGE = "usage: npm run new-operation -- [--suites 'test/contract test/following']";

const SUITES =
  'test/contract/examples test/architecture test/infra/schedules test/infra/schemas test/policy/policy-file ' +
  'test/ledger/lookup-cases test/preflight/any-answer test/preflight/lost-fields test/following/pace';

const root = join(import.meta.dirname, '../..');
const { suites } = readArguments(USAGE, { suites: { type: 'string', default: SUITES } });

const copy = mkdtempSync(join(tmpdir(), 'new-operation-'));
const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
for (const file of listed.split('\0').filter(Boolean)) cpSync(join(root, file), join(copy, file));
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

// Without a place `package` says that it would be of no use to deploy it.
const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };

const runs = (...args: string[]) => {
  console.log(`with ${ADDED.name}: npm ${args.join(' ')}`);
  const env = args.includes('package') ? { ...process.env, ...PLACE } : process.env;
  return spawnSync('npm', args, { cwd: copy, stdio: 'inherit', env }).status === 0;
};

const STEPS = ['schemas', 'lint', 'types', 'dead-code', 'package'].map((name) => ['run', '--silent', name]);
try {
  writeOperation(copy);
  // As an editor would on saving.
  const well =
    runs('exec', '--', 'biome', 'format', '--write', 'functions', 'stand-in') &&
    STEPS.every((step) => runs(...step)) &&
    runs('run', '--silent', 'jest', '--', ...suites.split(' '));
  process.exitCode = well ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}
