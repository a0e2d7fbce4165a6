import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Case } from './cases.ts';
import type { Compiled } from './compile.ts';
import type { Settings } from './programs/settings.ts';

/** What every measured process tells of itself, and what the one that started it saw. */
export interface Run {
  /** From the start of the process to its result. */
  readonly wall_ms: number;
  /** User and system time by then, and the most memory held. */
  readonly cpu_ms: number;
  readonly rss_mb: number;
}

/** Runs a program with a case's handler in a fresh process. Throws when it ends without a result. */
export async function runProgram<Result>(
  { folder }: Compiled,
  program: string,
  { handler, environment }: Case,
  settings: Partial<Settings> = {},
): Promise<Result & Run> {
  const file = join(folder, 'programs', `${program}.mjs`);
  const argument = JSON.stringify({ ...settings, handler: pathToFileURL(handler).href });
  const since = performance.now();
  const child = spawn(process.execPath, [file, argument], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let wall_ms = 0;
  let [result, errors] = ['', ''];
  (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
    wall_ms ||= performance.now() - since;
    result += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0 || result === '')
    throw new Error(`${program} with ${handler} ended with ${code}: ${errors}`);
  return { ...(JSON.parse(result) as Result & Run), wall_ms };
}
