import type { Entry } from '../shared/ledger/entry/entry.ts';
import { carry } from '../shared/terms/carried.ts';
import { intentIn } from './intent-in.ts';
import { overSince, tooLong } from './over-since.ts';
import type { Asked, Case, Plan } from './redrive-case.ts';

/** Decides how the parts of a request are made again out of what the ledger holds; those that it knows recognise themselves. */
export function planParts(about: Case, entry: Entry, asked: Asked, now: number): Plan {
  const { operation, inParts = new Set() } = about;
  const triggered_at = asked.extend ? now : entry.triggered_at;
  const sends = Object.keys(entry.targets).filter((target) => !inParts.has(target));
  const read = intentIn(about, entry.intent, triggered_at);
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
