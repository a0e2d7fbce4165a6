import { commandLine } from './command-line.ts';

/** What the command line asks for. */
export interface DoctorOptions {
  /** A directory for the replies, anonymised. */
  readonly record?: string;
  readonly rehearsal: boolean;
  /** What is to be wrong with the stand-in. */
  readonly faults: readonly string[];
  readonly output: 'text' | 'json';
}

const line = commandLine('doctor');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readDoctorOptions(args: readonly string[]): DoctorOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    record: { type: 'string' },
    rehearsal: { type: 'boolean', default: false },
    fault: { type: 'string', multiple: true, default: [] },
    output: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) throw line.wrong(`expected no word besides the options, got ${positionals[0]}`);
  const { record, rehearsal, fault } = values;
  if (record === '') throw line.wrong('--record needs a directory');
  if (fault.length > 0 && !rehearsal)
    throw line.wrong('--fault belongs to --rehearsal: it breaks the stand-in');
  return { ...(record && { record }), rehearsal, faults: fault, output: line.output(values.output) };
}
