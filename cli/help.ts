import { PROGRAM } from '../shared/values/program.ts';
import type { Command } from './command.ts';
import { folded, sideBySide } from './words/folded.ts';

const WIDTH = 80;

/** The text of a command's `--help`: how it is typed, what it does, its words and options, what its exit codes mean. */
export async function helpOf(command: Command): Promise<string> {
  const { name, says, words = {}, options = {}, needs = [], reads, more, exits } = command;
  const typed = Object.values(words).map(({ takes, optional }) => (optional ? `[${takes}]` : takes));
  const rows = [
    ...Object.values(words).map((word) => [word.takes, word.says] as const),
    ...Object.entries(options).map(
      ([option, asked]) => [`--${option}${'takes' in asked ? ` ${asked.takes}` : ''}`, asked.says] as const,
    ),
    ['--help', 'this text'] as const,
  ];
  const environment = [...(needs.length > 0 ? [`${needs.join(', ')}${reads ? '' : '.'}`] : []), reads ?? ''];
  const codes = Object.entries(exits).map(([code, means]) => `${code} ${means}`);
  const parts = [
    [PROGRAM, name, ...typed, '[options]'].join(' '),
    folded(says, WIDTH),
    listed(rows),
    ...(more ? [(typeof more === 'string' ? folded(more, WIDTH) : await more()).trim()] : []),
    ...(environment.some(Boolean)
      ? [folded(`Environment: ${environment.filter(Boolean).join('; ')}`, WIDTH)]
      : []),
    folded(`Exit codes: ${codes.join(', ')}.`, WIDTH),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Commands with the first sentence of what they do: all, or those of a noun. */
export const overview = (commands: readonly Command[], noun?: string): string =>
  [
    [PROGRAM, noun, '<command> [options]'].filter(Boolean).join(' '),
    listed(commands.map(({ name, says }) => [name, says.split(/(?<=\.) /)[0] ?? ''])),
    `${PROGRAM} <command> --help tells more of one.\n`,
  ].join('\n\n');

const listed = (rows: readonly (readonly [string, string])[]): string =>
  sideBySide(
    rows.map(([left, right]) => [`  ${left}`, right] as const),
    WIDTH,
  );
