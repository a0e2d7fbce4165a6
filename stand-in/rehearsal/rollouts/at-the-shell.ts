import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../../platform/started-processes.ts';
import { keepOutput } from '../../secrets/kept.ts';
import { operatorVariables } from '../as-operator.ts';
import type { FastStage } from './fast-stage.ts';

/** What a command came to. */
export interface Ran {
  readonly line: string;
  readonly code: number | null;
  /** What it printed as its result, and on the way to it. */
  readonly result: string;
  readonly said: string;
}

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Runs a command of operators in a process of its own, by the stage's clock. */
export async function atTheShell({ stage, now }: FastStage, ...words: readonly string[]): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['--require', file('stand-in/platform/shifted-clock.cjs'), file('cli/db-upkeep.mjs'), ...words],
    {
      // What it prints is shown to people.
      env: {
        PATH,
        HOME,
        COLUMNS: '80',
        ...operatorVariables(stage),
        _PLATFORM_CLOCK_OFFSET_MS: String(now() - Date.now()),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  endWithUs(child);
  const [result, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const line = `db-upkeep ${words.join(' ')}`;
  keepOutput(`what ${line} printed`, result, said);
  return { line, code, result, said };
}

/** What it printed as its result, by the empty lines in it. */
export const partsOf = ({ result }: Ran): string[] => result.trimEnd().split('\n\n');

/** The lines of its result in which one of these words is. */
export const linesAbout = ({ result }: Ran, words: readonly string[]): string[] =>
  result.split('\n').filter((line) => words.some((word) => line.includes(word)));

/** The command as it was typed, and some of what it printed. */
export const typed = ({ line }: Ran, ...parts: readonly string[]): string[] => [
  `$ npx --no-install ${line}`,
  ...parts.flatMap((part) => part.split('\n')),
];
