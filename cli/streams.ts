import { redactText } from '../shared/values/redact.ts';

// A reader that went away, as `| head` does, is no reason for a stack trace.
process.stdout.on('error', () => {});

/** Writes a command's result, already without secrets, to the standard output. */
export const print = (text: string): void => void process.stdout.write(text);

/** Writes what is said on the way to the result to the standard error; secrets are masked. */
export const say = (text: string): void => void process.stderr.write(redactText(text));
