import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Says what is wrong with a program's arguments and how it is called, and ends the process with 64. */
export function badArguments(usage: string, message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(64);
}

/** Reads the options of a program beside the commands in `cli/`; `--help`, and whatever is wrong, end the process before it does anything. */
export function readArguments<Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
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
