import { ALL } from '../shared/ledger/pause.ts';
import { BadUsage } from './bad-usage.ts';
import { commandLine } from './command-line.ts';

const LONGEST_REASON = 500;

/** What is to be paused or resumed; `operation` is `*` for all of them. */
export interface PauseOptions {
  readonly operation: string;
  readonly reason?: string;
}

/** Reads the arguments of pause, resume or panic, `help` when they ask for it. Throws `BadUsage`. */
export function readPauseOptions(
  command: 'pause' | 'resume' | 'panic',
  args: readonly string[],
): PauseOptions | 'help' {
  const line = commandLine(command);
  const { values, positionals } = line.parse(args, {
    operation: { type: 'string' },
    reason: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  if (positionals.length > 0)
    throw line.wrong(`expected options only, got ${JSON.stringify(positionals[0])}`);
  const { operation, reason } = values;
  if (operation !== undefined && command === 'panic')
    throw line.wrong('panic pauses everything: no --operation');
  if (reason !== undefined && command === 'resume') throw line.wrong('--reason belongs to pause and panic');
  if (
    reason !== undefined &&
    (reason.trim() === '' || reason.length > LONGEST_REASON || /\p{Cc}/u.test(reason))
  ) {
    throw new BadUsage(`--reason: expected 1 to ${LONGEST_REASON} characters on one line`);
  }
  return {
    operation: operation === undefined ? ALL : line.operation(operation).name,
    ...(reason !== undefined && { reason }),
  };
}
