import { Misconfigured, PlatformUnavailable } from '../../terms/errors.ts';
import type { Finding } from '../check.ts';

/** What a secret that could not be read comes to; `todo` mends one that is wrong. Throws whatever is no matter of the secret. */
export function unreadSecret(error: unknown, todo: string): Finding {
  if (error instanceof Misconfigured) return { level: 'broken', says: error.message, todo };
  if (error instanceof PlatformUnavailable) return { level: 'not_checked', says: error.message };
  throw error;
}
