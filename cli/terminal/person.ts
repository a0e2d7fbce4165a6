import { hostname, userInfo } from 'node:os';

/** The name of whoever runs the command, as this machine knows it; it proves nothing to anybody else. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have a number and no name.
    return process.env.USER || 'unknown';
  }
}

/** The same with the machine's own name. */
export const person = (): string => `${userName()}@${hostname()}`;
