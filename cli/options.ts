import { parseArgs } from 'node:util';
import { catalog } from '../functions/catalog.ts';
import type { Operation } from '../shared/operation.ts';
import { BadUsage } from './bad-usage.ts';

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

const names = catalog.map(({ name }) => name).join(', ');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const [name, ...more] = positionals;
  if (!name) throw wrong(`which operation? Known: ${names}`);
  const operation = catalog.find((one) => one.name === name);
  if (!operation) throw wrong(`unknown operation ${JSON.stringify(name)}. Known: ${names}`);
  if (more.length > 0) throw wrong('expected one operation and no other word; quote the JSON');
  const { file, json, output } = values;
  if ((file === undefined) === (json === undefined)) {
    throw wrong("expected the intent in one of --file intent.json and --json '{…}'");
  }
  if (output !== 'text' && output !== 'json') throw wrong('expected --output text or --output json');
  return {
    operation,
    ...(file !== undefined && { file }),
    ...(json !== undefined && { json }),
    dryRun: values['dry-run'],
    yes: values.yes,
    output,
    rehearsal: values.rehearsal,
  };
}

const wrong = (message: string) => new BadUsage(`${message}\nnpm run invoke -- --help tells more`);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        json: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        output: { type: 'string', default: 'text' },
        rehearsal: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Node adds advice about positionals behind the first sentence.
    throw wrong(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}
