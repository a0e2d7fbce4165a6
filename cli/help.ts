import { PROGRAM } from '../shared/values/program.ts';
import type { Command } from './command.ts';

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
    wrapped(says),
    columns(rows),
    ...(more ? [(typeof more === 'string' ? wrapped(more) : await more()).trim()] : []),
    ...(environment.some(Boolean) ? [wrapped(`Environment: ${environment.filter(Boolean).join('; ')}`)] : []),
    wrapped(`Exit codes: ${codes.join(', ')}.`),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Commands with the first sentence of what they do: all, or those of a noun. */
export const overview = (commands: readonly Command[], noun?: string): string =>
  [
    [PROGRAM, noun, '<command> [options]'].filter(Boolean).join(' '),
    columns(commands.map(({ name, says }) => [name, says.split(/(?<=\.) /)[0] ?? ''])),
    `${PROGRAM} <command> --help tells more of one.\n`,
  ].join('\n\n');

function columns(rows: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(widest)}  ${wrapped(right, widest + 4)}`).join('\n');
}

/** Breaks a text between words, so that no line is wider than a terminal; every line after the first is indented. */
function wrapped(text: string, indent = 0): string {
  const lines = text.split('\n').flatMap((paragraph) => {
    const [first = '', ...words] = paragraph.split(' ');
    const broken = [first];
    for (const word of words) {
      const line = `${broken.at(-1)} ${word}`;
      if (indent + line.length > WIDTH) broken.push(word);
      else broken[broken.length - 1] = line;
    }
    return broken;
  });
  return lines.join(`\n${' '.repeat(indent)}`);
}
