import { commandLine } from './command-line.ts';
import type { Narrowed, Wanted } from './find-requests.ts';

export const FORMATS = ['text', 'csv', 'md', 'json'] as const;

/** What the command line asks for; `last` bounds the list of all requests. */
export interface StatusOptions {
  readonly wanted: Wanted;
  readonly narrowed: Narrowed;
  readonly last: number;
  readonly format: (typeof FORMATS)[number];
}

const line = commandLine('status');
const MOST = 1000;

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readStatusOptions(args: readonly string[]): StatusOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    last: { type: 'string' },
    target: { type: 'string' },
    change: { type: 'string' },
    operation: { type: 'string' },
    project: { type: 'string' },
    format: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const [request_id, ...more] = positionals;
  const { last, target, change: change_id } = values;
  const asked = [request_id, last, target, change_id].filter((value) => value !== undefined);
  if (asked.length !== 1 || more.length > 0 || asked[0] === '') {
    throw line.wrong('expected one of <request_id>, --last <n>, --target <id> and --change <change_id>');
  }
  const format = FORMATS.find((one) => one === values.format);
  if (!format)
    throw line.wrong(`expected --format ${FORMATS.join(', ')}, got ${JSON.stringify(values.format)}`);
  return {
    wanted: request_id ? { request_id } : target ? { target } : change_id ? { change_id } : 'all',
    narrowed: line.narrowed(values),
    last: last === undefined ? MOST : countIn(last),
    format,
  };
}

function countIn(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw line.wrong(`expected --last with a number from 1 to ${MOST}, got ${JSON.stringify(text)}`);
}
