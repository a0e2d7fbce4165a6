import { parseArgs } from 'node:util';

/** How the rehearsal is to end. */
export interface Options {
  /** Whether everything stays up for a person to use. */
  readonly keep: boolean;
}

const USAGE = `npm start [-- options]

Builds the functions and plays them in their own processes under AWS's runtime client, against a stand-in cloud, queues, a
table and an event bus in memory: the vendor pages' examples by timer, queue and webhook, then refusals, lost replies and
duplicates, then jobs to their end. Takes half a minute; needs no network, listens on free ports of 127.0.0.1 only.

  --keep              afterwards everything stays up until Ctrl-C; prints the variables that point the operators' commands
                      at it, and commands to try
  --help              this text

Exit codes: 0 every outcome and every end is what the stand-in really did and no secret shows, 1 something differs, 64 bad
usage.
`;

/** Reads the command line; what it cannot use, and a call for help, end the process. */
export function readOptions(args: readonly string[]): Options {
  const { keep, help } = parsed(args);
  if (!help) return { keep };
  process.stdout.write(USAGE);
  process.exit(0);
}

function parsed(args: readonly string[]): { keep: boolean; help: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nnpm start -- --help tells more`);
    process.exit(64);
  }
}
