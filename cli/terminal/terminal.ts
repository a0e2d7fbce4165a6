import { redactText } from '../../shared/values/redact.ts';
import { visible } from '../../shared/values/visible.ts';
import { folded } from '../words/folded.ts';

/** Where a person reads and types. */
export interface Terminal {
  readonly input: Input;
  readonly errors: NodeJS.WritableStream;
  /** Whether a person, and no program, reads the result. */
  readonly isRead: boolean;
  /** How many cells a line of the result may take: as wide as the terminal, else as `COLUMNS` says, else as wide as it has to be. */
  readonly width: number;
  /** Writes a command's result, already without secrets, to the standard output; what would steer a terminal is escaped, here and below. */
  print(text: string): void;
  /** The same of prose: on a terminal its lines are broken between words, and commands to paste stay whole. */
  tell(text: string): void;
  /** Writes what is said on the way to the result to the standard error; secrets are masked. */
  say(text: string): void;
}

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

const USUAL_WIDTH = 80;

/** A row stays on one line where a program reads it, unless somebody says how wide a line is. */
function widthOf({ isTTY, columns }: Output, said: string | undefined): number {
  // A terminal that does not know its width says 0.
  if (isTTY) return columns || USUAL_WIDTH;
  const asked = Number(said);
  return Number.isInteger(asked) && asked >= NARROWEST ? asked : Number.POSITIVE_INFINITY;
}

/** Narrower, the id of an instance has no room. */
const NARROWEST = 40;

/** A terminal of three streams. */
export const terminalOf = (input: Input, output: Output, errors: Output): Terminal => ({
  input,
  errors,
  isRead: output.isTTY === true,
  width: widthOf(output, process.env.COLUMNS),
  print: (text) => void output.write(visible(text)),
  tell: (text) => void output.write(fitted(text, output)),
  say: (text) => void errors.write(fitted(redactText(text), errors)),
});

const HANGING = 2;

/** Whatever else reads it, such as grep, has a line for a line. */
const fitted = (text: string, { isTTY, columns }: Output) =>
  isTTY && columns ? folded(visible(text), columns, HANGING) : visible(text);

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // A reader that went away, as `| head` does, is no reason for a stack trace.
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});
  return terminalOf(process.stdin, process.stdout, process.stderr);
}
