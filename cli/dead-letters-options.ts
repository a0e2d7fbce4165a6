import type { Operation } from '../shared/terms/operation.ts';
import { commandLine } from './command-line.ts';

/** What the command line asks for. */
export interface DeadLettersOptions {
  readonly action: 'list' | 'show' | 'redrive';
  readonly operation: Operation;
  /** A request_id or a message id. */
  readonly id?: string;
  readonly resend: boolean;
  readonly extend: boolean;
  readonly yes: boolean;
  readonly output: 'text' | 'json';
}

const line = commandLine('dead-letters');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readDeadLettersOptions(args: readonly string[]): DeadLettersOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    id: { type: 'string' },
    resend: { type: 'boolean', default: false },
    extend: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    output: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const [action, name, ...more] = positionals;
  if (action !== 'list' && action !== 'show' && action !== 'redrive') {
    throw line.wrong('expected list, show or redrive first');
  }
  const operation = line.operation(name);
  if (more.length > 0) throw line.wrong('expected one operation and no other word');
  const { id, resend, extend, yes } = values;
  if (id === '') throw line.wrong('--id is empty');
  if (action === 'show' && id === undefined) throw line.wrong('show needs --id');
  const misplaced = ['resend', 'extend', 'yes'].filter(
    (flag) => action !== 'redrive' && values[flag as 'yes'],
  );
  if (misplaced.length > 0) throw line.wrong(`--${misplaced[0]} belongs to redrive`);
  const output = line.output(values.output);
  return { action, operation, ...(id !== undefined && { id }), resend, extend, yes, output };
}
