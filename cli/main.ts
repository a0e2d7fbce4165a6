import { parseArgs } from 'node:util';
import { faultInStageName } from '../infra/stage/stage-name.ts';
import { nearestText } from '../shared/values/nearest-text.ts';
import { PROGRAM } from '../shared/values/program.ts';
import type { Here } from '../shared/words/command-text.ts';
import { BadUsage, type Command, type Environment } from './command.ts';
import { commands } from './commands.ts';
import { refuseEatenOptions } from './eaten-options.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { helpOf, overview } from './help.ts';
import { misused, readTyped } from './read-typed.ts';
import { settingsReader } from './settings-reader.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { processTerminal, type Terminal } from './terminal/terminal.ts';

/** Runs the command that the arguments name and returns its exit code; whatever goes wrong is told in words. */
export async function main(
  args: readonly string[],
  environment: Environment = process.env,
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const here = hereIn(args);
  try {
    const asked = find(args);
    if ('command' in asked) return await run(asked, here, environment, terminal);
    terminal.print(overview(asked.commands, asked.noun));
    return EXIT.done;
  } catch (error) {
    return explainError(error, terminal, here);
  }
}

async function run(
  { command, rest: args }: Asked,
  here: Here,
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  refuseEatenOptions(command, args, environment);
  const typed = readTyped(command, args);
  if (typed === 'help') {
    terminal.print(await helpOf(command));
    return EXIT.done;
  }
  useAwsProfile(environment, here['aws-region']);
  return command.run(typed, {
    terminal,
    ...settingsReader(command, environment, terminal),
    here,
    misused: (message) => misused(command, message),
  });
}

/** Where a command works, in words that the next one can be typed with, also where the rest of what was typed is wrong. */
function hereIn(args: readonly string[]): Here {
  const options = { stage: { type: 'string' }, 'aws-region': { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const stage = text(values.stage);
  return {
    stage: stage !== undefined && faultInStageName(stage) === undefined ? stage : undefined,
    'aws-region': text(values['aws-region']),
  };
}

type Several = { readonly commands: readonly Command[]; readonly noun?: string };
type Asked = { readonly command: Command; readonly rest: readonly string[] };

/** The command whose whole name stands first, or those to choose from where only help is asked for. Throws `BadUsage`. */
function find(args: readonly string[]): Asked | Several {
  const [first = '--help', second = ''] = args;
  if (isHelp(first)) return { commands };
  for (const length of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, length).join(' '));
    if (command) return { command, rest: args.slice(length) };
  }
  const verbs = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (verbs.length > 0 && isHelp(second)) return { commands: verbs, noun: first };
  if (verbs.length > 0) {
    const names = verbs.map(({ name }) => name);
    const meant = nearestText(
      second,
      names.map((name) => name.slice(first.length + 1)),
      (verb) => `${first} ${verb}`,
    );
    const wrong = second.startsWith('-') || second === '' ? '' : `there is no command ${first} ${second}; `;
    throw new BadUsage(
      `${wrong}${meant ? `is ${meant} meant?` : `expected one of ${names.join(', ')}`}\n${PROGRAM} ${first} --help tells more`,
    );
  }
  const meant = nearestText(
    first,
    commands.map(({ name }) => name.split(' ')[0] ?? ''),
  );
  throw new BadUsage(
    `there is no command ${JSON.stringify(first)}${meant ? `: is ${meant} meant?` : ''}\n${PROGRAM} --help lists them`,
  );
}

const isHelp = (word: string) => word === '--help' || word === '-h';
