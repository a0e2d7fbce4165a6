import type { Operation } from '../shared/terms/operation.ts';
import { commandLine } from './command-line.ts';

/** What the command line asks for; exactly one of `file` and `json` is set. */
export interface Options {
  readonly operation: Operation;
  readonly file?: string;
  readonly json?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly output: 'text' | 'json';
  readonly rehearsal: boolean;
}

const line = commandLine('invoke');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = line.parse(args, {
    file: { type: 'string' },
    json: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    output: { type: 'string', default: 'text' },
    rehearsal: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const [name, ...more] = positionals;
  const operation = line.operation(name);
  if (more.length > 0) throw line.wrong('expected one operation and no other word; quote the JSON');
  const { file, json } = values;
  if ((file === undefined) === (json === undefined)) {
    throw line.wrong("expected the intent in one of --file intent.json and --json '{…}'");
  }
  return {
    operation,
    ...(file !== undefined && { file }),
    ...(json !== undefined && { json }),
    dryRun: values['dry-run'],
    yes: values.yes,
    output: line.output(values.output),
    rehearsal: values.rehearsal,
  };
}
