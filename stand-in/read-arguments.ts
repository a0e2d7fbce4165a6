import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { eatenByNpm } from '../shared/values/eaten-by-npm.ts';

/** Says what is wrong with a program's arguments and how it is called, and ends the process with 64. */
export function badArguments(usage: string, message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(64);
}

/** Reads the options of a program beside the commands in `cli/`; `--help`, and whatever is wrong, end the process before it does anything. */
export function readArguments<Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  refuseEaten(options);
  const given = parsed(usage, { ...options, help: { type: 'boolean', short: 'h' } } as const);
  if ('help' in given) {
    console.log(usage);
    process.exit(0);
  }
  return given;
}

function parsed<Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return badArguments(usage, error instanceof Error ? error.message : String(error));
  }
}

/** Ends the process where npm took an option for its own: a rehearsal that is not kept, or another seed, is not what was asked for. */
function refuseEaten(options: ParseArgsOptionsConfig): void {
  const script = process.env.npm_lifecycle_event;
  const takes = Object.entries(options).map(([name, { type }]) => [
    name,
    type === 'string' ? '<value>' : undefined,
  ]);
  const line = script === 'start' ? 'npm start --' : `npm run ${script} --`;
  const said = eatenByNpm(line, Object.fromEntries(takes), process.argv.slice(2), process.env);
  if (!said) return;
  console.error(said);
  process.exit(64);
}
