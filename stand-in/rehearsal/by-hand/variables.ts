import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoted } from '../../../shared/values/shell.ts';

// Whatever of these a person has set would lead elsewhere, or contradict the others.
const OTHERS = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'HW_ACCESS_KEY',
  'HW_SECRET_KEY',
  'HW_SECURITY_TOKEN',
  'HW_CREDENTIALS_SECRET',
  'HW_CLOUD',
  'STAGE',
  'PREFLIGHT',
  'MAX_TARGETS',
  'READS_A_MINUTE',
  'SURVEY_EVERY',
  'PLUGIN_PACKAGES',
];

/**
 * A file that opens a shell in this folder, where `npx` finds the commands, with these variables and without what else it may
 * have of a person's own, whose shell keeps all of that; given arguments it is the shell's, as in `sh <path> -c <command>`.
 */
export async function writeShell(
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'db-upkeep-'));
  const path = join(folder, 'enter');
  const lines = [
    `unset ${OTHERS.join(' ')}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${quoted(process.cwd())}`,
    '[ $# -gt 0 ] || echo "This shell is the rehearsal\'s; exit leaves it, and your own variables are as they were."',
    `exec "\${SHELL:-sh}" "$@"`,
  ];
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
