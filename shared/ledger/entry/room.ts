import { InvalidIntent } from '../../terms/errors.ts';
import type { Entry } from './entry.ts';

// DynamoDB takes items of 400 KB; half of it stays for what becomes of the request.
const LARGEST_UNSENT = 200 * 1024;

/** Throws `InvalidIntent` for an entry whose item has no room for the answer: it must not be sent. */
export function refuseTooLarge(entry: Entry): void {
  const size = Buffer.byteLength(JSON.stringify(entry));
  if (size <= LARGEST_UNSENT) return;
  const message = `expected a request whose record takes at most ${LARGEST_UNSENT} bytes before it is sent, got ${size}`;
  throw new InvalidIntent([{ path: '', message: `${message}; nothing was sent` }]);
}
