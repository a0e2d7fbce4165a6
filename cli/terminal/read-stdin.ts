import { keepSecret } from '../../shared/values/redact.ts';
import { BadUsage } from '../command.ts';
import type { Terminal } from './terminal.ts';

const LONGEST = 64 * 1024;

/** The whole standard input, without the blanks around it; masked from now on wherever it turns up. Throws `BadUsage`. */
export async function readStdin(input: Terminal['input']): Promise<string> {
  if (input.isTTY) throw new BadUsage('expected the secret on the standard input, as in: … < file');
  input.setEncoding('utf8');
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.length > LONGEST) throw new BadUsage(`the standard input has more than ${LONGEST} characters`);
  }
  if (text.trim() === '') throw new BadUsage('the standard input is empty');
  keepSecret(text.trim());
  return text.trim();
}
