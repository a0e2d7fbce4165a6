import { PassThrough } from 'node:stream';
import { main } from '../../cli/main.ts';
import { terminalOf } from '../../cli/terminal/terminal.ts';
import { keepEnvironment, keepOutput, keepUrls } from '../../stand-in/secrets/kept.ts';

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in this process, by the test's clock, with this environment and no other variable; at a terminal where
 * something is `typed`.
 */
export async function inProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  typed: string | undefined = undefined,
): Promise<Ended> {
  keepEnvironment(environment);
  keepUrls(args.join(' '));
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  input.end(typed);
  const [output, errors] = [written(), written()];
  const before = { ...process.env };
  // What it prints is looked at as a person sees it, on a line of eighty cells.
  become({ PATH: before.PATH, COLUMNS: '80', ...environment });
  try {
    const code = await main(args, process.env, terminalOf(input, output.stream, errors.stream));
    const [stdout, stderr] = [output.text(), errors.text()];
    keepOutput(`what ${args[0]} printed`, stdout, stderr);
    return { code, stdout, stderr };
  } finally {
    become(before);
  }
}

function become(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  const set = Object.entries(environment).filter(([, value]) => value !== undefined);
  Object.assign(process.env, Object.fromEntries(set));
}

function written() {
  const stream = new PassThrough();
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return { stream, text: () => [...parts, stream.read() ?? ''].join('') };
}
