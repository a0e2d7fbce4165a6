import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BadUsage } from '../command.ts';
import type { Terminal } from './terminal.ts';

type Asked = Pick<Terminal, 'input' | 'errors'>;

/**
 * Asks on the terminal for a word, `yes` unless another is given. Throws `BadUsage` for any other answer, and where
 * there is no terminal.
 */
export async function confirm(
  terminal: Asked,
  {
    word = 'yes',
    to = 'send this',
    so = 'nothing was sent',
    unless = '--yes confirms',
  }: { word?: string; to?: string; so?: string; unless?: string } = {},
): Promise<void> {
  if (!terminal.input.isTTY) throw new BadUsage(`no terminal to confirm on, so ${so}; ${unless}`);
  if (!(await agrees(terminal, { word, to }))) throw new BadUsage(`not confirmed, so ${so}`);
}

/** Asks on the terminal for a word and says whether it came. */
export async function agrees(
  terminal: Asked,
  { word = 'yes', to }: { word?: string; to: string },
): Promise<boolean> {
  if ((await answerTo(`Type ${word} to ${to}: `, terminal)) === word) return true;
  terminal.errors.write('\n');
  return false;
}

// A terminal edits the line itself; readline's own editing would write cursor codes into whatever records the output.
async function answerTo(question: string, { input, errors }: Asked): Promise<string> {
  errors.write(question);
  const lines = createInterface({ input, terminal: false });
  const over = new AbortController();
  const answer = async (emitter: NodeJS.EventEmitter, event: string) => {
    const [line] = await once(emitter, event, { signal: over.signal });
    return event === 'line' ? String(line).trim() : '';
  };
  const answers = [answer(lines, 'line'), answer(lines, 'close'), answer(process, 'SIGINT')];
  try {
    return await Promise.race(answers);
  } finally {
    over.abort();
    lines.close();
    await Promise.allSettled(answers);
  }
}
