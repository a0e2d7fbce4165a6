import { parseArgs } from 'node:util';
import { nearestText } from '../shared/values/nearest-text.ts';
import { PROGRAM } from '../shared/values/program.ts';
import { shellWord } from '../shared/values/shell.ts';
import { BadUsage, type Command, type Options, type Typed, type Words } from './command.ts';

/** Reads what was typed behind a command's name, `help` when it asks for that. Throws `BadUsage`, which names the help. */
export function readTyped(command: Command, args: readonly string[]): Typed<Options, Words> | 'help' {
  const { options = {}, words = {} } = command;
  try {
    const { values, positionals } = parse(command, args);
    if (values.help) return 'help';
    const typed = Object.entries(options).map(([option, asked]) => [
      option,
      'takes' in asked ? readAll(`--${option}`, asked, values[option]) : values[option] === true,
    ]);
    return Object.fromEntries([...typed, ...readWords(words, positionals)]) as Typed<Options, Words>;
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    throw misused(command, error.message);
  }
}

/** The error for what a command cannot use as typed; it names the command's help. */
export const misused = ({ name }: Pick<Command, 'name'>, message: string): BadUsage =>
  new BadUsage(`${message}\n${PROGRAM} ${name} --help tells more`);

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parse(
  { name, options = {}, refuses = {}, renamed = {} }: Command,
  args: readonly string[],
): { values: Values; positionals: string[] } {
  const known = Object.entries(options).map(([option, asked]) => [
    option,
    { type: 'takes' in asked ? 'string' : 'boolean', multiple: 'many' in asked } as const,
  ]);
  const help = { type: 'boolean', short: 'h' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries(known), help },
    });
  } catch (error) {
    // Node adds advice about positionals behind the first sentence.
    const said = (error as Error).message.split('. ')[0] ?? '';
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(said) ?? [];
    if (unknown !== undefined && Object.hasOwn(refuses, unknown)) {
      throw new BadUsage(`--${unknown}: ${refuses[unknown]}`);
    }
    if (unknown !== undefined && Object.hasOwn(renamed, unknown)) {
      const line = [PROGRAM, name, ...withNewNames(args, renamed).map(shellWord)].join(' ');
      throw new BadUsage(`--${unknown} is called --${renamed[unknown]} here. Type\n  ${line}`);
    }
    const meant = unknown && nearestText(unknown, Object.keys(options), (option) => `--${option}`);
    throw new BadUsage(meant ? `${said}: is ${meant} meant?` : said);
  }
}

const withNewNames = (args: readonly string[], renamed: NonNullable<Command['renamed']>) =>
  args.map((arg) =>
    arg.replace(/^--([^=]+)/, (option, name) =>
      Object.hasOwn(renamed, name) ? `--${renamed[name]}` : option,
    ),
  );

function readAll(
  option: string,
  asked: { many?: true; read?(text: string): unknown },
  value: Values[string],
) {
  const read = (text: unknown) => readOne(option, asked, String(text));
  if (asked.many) return (Array.isArray(value) ? value : []).map(read);
  return value === undefined ? undefined : read(value);
}

function readOne(what: string, { read }: { read?(text: string): unknown }, text: string): unknown {
  if (text === '') throw new BadUsage(`${what}: expected a value, got nothing`);
  try {
    return read ? read(text) : text;
  } catch (error) {
    if (error instanceof BadUsage) throw new BadUsage(`${what}: ${error.message}`);
    throw error;
  }
}

function readWords(words: Words, typed: readonly string[]): [string, unknown][] {
  const said = Object.entries(words);
  const missing = said.slice(typed.length).filter(([, { optional }]) => !optional);
  if (missing.length > 0) {
    throw new BadUsage(`expected ${missing.map(([, { takes, says }]) => `${takes}: ${says}`).join('; ')}`);
  }
  if (typed.length > said.length) {
    const most =
      said.length === 0
        ? 'options only'
        : `${said.map(([, { takes }]) => takes).join(' ')} and no other word`;
    throw new BadUsage(`expected ${most}, got ${JSON.stringify(typed[said.length])}`);
  }
  return said.map(([name, word], place) => {
    const text = typed[place];
    return [name, text === undefined ? undefined : readOne(word.takes, word, text)];
  });
}
