import { ALL } from '../shared/ledger/pause.ts';
import { commandLine } from './command-line.ts';
import { reasonIn } from './reason.ts';

/** What is to be paused or resumed, `*` for all operations, and what else a person says with it. */
export interface PauseOptions {
  readonly operation: string;
  readonly reason?: string;
  /** resume: do not ask. */
  readonly yes: boolean;
  /** resume: what was recalled may be scheduled again. */
  readonly again: boolean;
  /** panic: call off what waits, without asking. */
  readonly callOff: boolean;
}

const TAKES = {
  operation: ['pause', 'resume'],
  reason: ['pause', 'panic'],
  yes: ['resume'],
  again: ['resume'],
  'call-off': ['panic'],
} as const;

/** Reads the arguments of pause, resume or panic, `help` when they ask for it. Throws `BadUsage`. */
export function readPauseOptions(
  command: 'pause' | 'resume' | 'panic',
  args: readonly string[],
): PauseOptions | 'help' {
  const line = commandLine(command);
  const { values, positionals } = line.parse(args, {
    operation: { type: 'string' },
    reason: { type: 'string' },
    yes: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'call-off': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  if (positionals.length > 0)
    throw line.wrong(`expected options only, got ${JSON.stringify(positionals[0])}`);
  const { operation, reason, yes, again, 'call-off': callOff } = values;
  if (operation !== undefined && command === 'panic')
    throw line.wrong('panic pauses everything: no --operation');
  for (const [name, commands] of Object.entries(TAKES)) {
    const given = values[name as keyof typeof TAKES];
    if (given !== undefined && given !== false && !(commands as readonly string[]).includes(command))
      throw line.wrong(`--${name} belongs to ${commands.join(' and ')}`);
  }
  return {
    operation: operation === undefined ? ALL : line.operation(operation).name,
    ...(reason !== undefined && { reason: reasonIn(reason) }),
    yes,
    again,
    callOff,
  };
}
