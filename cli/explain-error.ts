import { CHECK_HOSTS, CHECK_LOGIN } from '../shared/doctor/remedies.ts';
import {
  CredentialsRefused,
  Ended,
  InvalidIntent,
  NotSent,
  PlatformUnavailable,
} from '../shared/terms/errors.ts';
import { begunText, type Here } from '../shared/words/command-text.ts';
import { BadUsage } from './command.ts';
import { EXIT, exitCode } from './exit-code.ts';
import type { Terminal } from './terminal/terminal.ts';
import { withAdvice } from './words/aws-advice.ts';

/** Says in words why a command ended without a report, and returns its exit code. */
export function explainError(error: unknown, { say }: Pick<Terminal, 'say'>, here: Here): number {
  if (error instanceof InvalidIntent) {
    for (const { path, message } of error.faults) say(`${path ? `${path}: ` : ''}${message}\n`);
    if (error.faults.some(({ message }) => ASKS_FOR_ID.test(message))) say(findId(here));
    return EXIT.badInput;
  }
  if (error instanceof BadUsage) {
    say(`${error.message}\n`);
    if (ASKS_FOR_ID.test(error.message)) say(findId(here));
    return EXIT.badInput;
  }
  if (error instanceof Ended) {
    const told = error instanceof PlatformUnavailable ? withAdvice(error.message) : error.message;
    const next =
      error instanceof CredentialsRefused ? CHECK_LOGIN : error instanceof NotSent ? CHECK_HOSTS : undefined;
    say(`${error.name}: ${told}\n${next ? `Next step: ${next}\n` : ''}`);
    return exitCode([error]);
  }
  // Whether a call was made is not known here.
  say(`internal error: ${String(error)}\nLook in the console before sending again.\n`);
  return EXIT.unknown;
}

const ASKS_FOR_ID = /(?:^|: )expected (?:an?|the) .*\bid of\b/;
const findId = (here: Here) =>
  `If that is a database's name, its id stands beside it in\n  ${begunText('pending', here)}\n`;
