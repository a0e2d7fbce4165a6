import { Ended, InvalidIntent, PlatformUnavailable } from '../shared/errors.ts';
import { withAdvice } from './aws-advice.ts';
import { BadUsage } from './bad-usage.ts';
import { EXIT, exitCode } from './exit-code.ts';
import { say } from './streams.ts';

/** Says in words why a command ended without a report, and returns its exit code. */
export function explainError(error: unknown): number {
  if (error instanceof InvalidIntent) {
    for (const { path, message } of error.faults) say(`${path ? `${path}: ` : ''}${message}\n`);
    return EXIT.badInput;
  }
  if (error instanceof BadUsage) {
    say(`${error.message}\n`);
    return EXIT.badInput;
  }
  if (error instanceof Ended) {
    const told = error instanceof PlatformUnavailable ? withAdvice(error.message) : error.message;
    say(`${error.constructor.name}: ${told}\n`);
    return exitCode([error]);
  }
  // Whether a call was made is not known here.
  say(`internal error: ${String(error)}\nLook in the console before sending again.\n`);
  return EXIT.unknown;
}
