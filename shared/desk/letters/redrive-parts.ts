import { carry } from '../../terms/carried.ts';
import { intentIn } from './intent-in.ts';
import { overSince, tooLong } from './over-since.ts';
import type { Asked, Held, Plan } from './redrive-case.ts';

/** Decides how the parts of a request are made again out of what the ledger holds; those that it knows recognise themselves. */
export function planParts(about: Held, asked: Asked, now: number): Plan {
  const { operation, site, entry, inParts = new Set() } = about;
  const triggered_at = asked.extend ? now : entry.triggered_at;
  const sends = Object.keys(entry.targets).filter((target) => !inParts.has(target));
  const read = intentIn({ operation, site, request_id: entry.request_id }, entry.intent, triggered_at);
  const over = sends.length > 0 && read && overSince(operation, read, now);
  if (over) return tooLong(over, asked);
  const directions = { resumed: true, parts: true, extend: asked.extend };
  return {
    message: {
      body: JSON.stringify(entry.intent),
      attributes: carry({ ...entry, triggered_at, directions }),
    },
    says:
      sends.length > 0
        ? 'its parts are made again; those that the ledger knows send nothing'
        : 'all of its parts are in the ledger: nothing is sent',
    sends,
    again: [],
  };
}
