import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { BadUsage } from './bad-usage.ts';

type Terminal = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * Asks on the terminal for a word, `yes` unless another is given. Throws `BadUsage` for any other answer, and where
 * there is no terminal.
 */
export async function confirm(
  input: Terminal,
  output: NodeJS.WritableStream,
  {
    word = 'yes',
    to = 'send this',
    so = 'nothing was sent',
  }: { word?: string; to?: string; so?: string } = {},
): Promise<void> {
  if (!input.isTTY) throw new BadUsage(`no terminal to confirm on, so ${so}; --yes confirms`);
  if ((await answerTo(`Type ${word} to ${to}: `, input, output)) !== word) {
    output.write('\n');
    throw new BadUsage(`not confirmed, so ${so}`);
  }
}

async function answerTo(question: string, input: Terminal, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input, output });
  const ended = once(lines, 'close').then(() => '');
  try {
    const answer = await Promise.race([lines.question(question), ended]);
    return answer.trim();
  } catch {
    // Ctrl-C
    return '';
  } finally {
    lines.close();
  }
}
