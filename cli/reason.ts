import { BadUsage } from './command.ts';

const LONGEST_REASON = 500;

/** A person's reason as the command line brought it. Throws `BadUsage`. */
export function reasonIn(reason: string): string {
  if (reason.trim() !== '' && reason.length <= LONGEST_REASON && !/\p{Cc}/u.test(reason)) return reason;
  throw new BadUsage(`--reason: expected 1 to ${LONGEST_REASON} characters on one line`);
}
