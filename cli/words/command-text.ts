import type { CommandLine } from '../../shared/desk/command-line.ts';
import { PROGRAM } from '../../shared/values/program.ts';
import { quoted } from '../../shared/values/shell.ts';

// What these hold is of letters and digits alone; anything else may hold whatever its sender wrote.
const PLAIN: readonly string[] = ['operation', 'project', 'instance', 'file', 'output'];

/** A command as a person pastes it into a shell. */
export const commandText = ({ command, words, options }: CommandLine): string =>
  [
    PROGRAM,
    command,
    ...Object.entries(words).map(wordText),
    ...Object.entries(options).flatMap(([name, value]) =>
      value === true ? [`--${name}`] : [`--${name}`, wordText([name, value])],
    ),
  ].join(' ');

const wordText = ([name, value]: readonly [string, string]) => (PLAIN.includes(name) ? value : quoted(value));
