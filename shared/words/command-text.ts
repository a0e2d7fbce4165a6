import type { CommandLine } from '../desk/command-line.ts';
import { PROGRAM } from '../values/program.ts';
import { quoted } from '../values/shell.ts';

// What these hold is of letters and digits alone; anything else may hold whatever its sender wrote.
const PLAIN: readonly string[] = [
  'operation',
  'project',
  'instance',
  'file',
  'output',
  'stage',
  'secret',
  'hash',
  'rollout',
];

type Named = readonly [name: string, value: string];

/** Where the command works that names another one, which then has to work there too. */
export interface Here {
  readonly stage?: string | undefined;
  readonly 'aws-region'?: string | undefined;
}

/** A command as a person pastes it into a shell. A word that looks like an option stands behind `--`. */
export function commandText({ command, words, options }: CommandLine, here: Here): string {
  const [last, first] = [
    Object.entries(words).filter(isLikeAnOption),
    Object.entries(words).filter(isPlainWord),
  ];
  return [
    PROGRAM,
    command,
    ...first.map(spelled),
    ...Object.entries({ ...options, ...said(here) }).map(([name, value]) =>
      value === true ? `--${name}` : optionText([name, value]),
    ),
    ...(last.length > 0 ? ['--', ...last.map(spelled)] : []),
  ].join(' ');
}

const said = (here: Here) =>
  Object.fromEntries(
    Object.entries(here).filter((option): option is [string, string] => option[1] !== undefined),
  );

/** How a command begins that a person has to complete. */
export const begunText = (command: string, here: Here): string =>
  commandText({ command, words: {}, options: {} }, here);

const isLikeAnOption = ([, value]: Named) => value.startsWith('-');
const isPlainWord = (word: Named) => !isLikeAnOption(word);

const optionText = (option: Named) => `--${option[0]}${isLikeAnOption(option) ? '=' : ' '}${spelled(option)}`;

const spelled = ([name, value]: Named) => (PLAIN.includes(name) ? value : quoted(value));
