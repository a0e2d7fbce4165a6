import { redactText } from '../../shared/values/redact.ts';

/** Where a person reads and types. */
export interface Terminal {
  readonly input: Input;
  readonly errors: NodeJS.WritableStream;
  /** Whether a person, and no program, reads the result. */
  readonly isRead: boolean;
  /** Writes a command's result, already without secrets, to the standard output. */
  print(text: string): void;
  /** Writes what is said on the way to the result to the standard error; secrets are masked. */
  say(text: string): void;
}

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** A terminal of three streams. */
export const terminalOf = (input: Input, output: Output, errors: NodeJS.WritableStream): Terminal => ({
  input,
  errors,
  isRead: output.isTTY === true,
  print: (text) => void output.write(text),
  say: (text) => void errors.write(redactText(text)),
});

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // A reader that went away, as `| head` does, is no reason for a stack trace.
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});
  return terminalOf(process.stdin, process.stdout, process.stderr);
}
