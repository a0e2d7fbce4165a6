import { InvalidIntent } from '../terms/errors.ts';
import type { Intent } from '../terms/intent.ts';
import { LONGEST_REQUEST_ID } from '../terms/intent-fields.ts';
import type { Operation } from '../terms/operation.ts';
import { nodeCrypto } from '../values/node-crypto.ts';

/** One call's part of an intent that needs several. `intent` is as written but for the ids and the `request_id`. */
export interface Child {
  readonly request_id: string;
  readonly targets: readonly string[];
  readonly intent: Readonly<Record<string, unknown>>;
}

const HASH_LENGTH = 12;

/**
 * The parts of an intent that needs more than one call, else none. A part's id is `<request_id>/<hash of its ids>`, so
 * an intent that is split twice yields the same parts. Throws `InvalidIntent` when that id would be too long.
 */
export function childrenOf(operation: Operation, { request_id, fields, targets, written }: Intent): Child[] {
  // In an order of their own, so that the same targets make the same parts however they were listed.
  const sorted = operation.narrow?.([...targets].sort()) ?? {};
  const parts = operation.split?.({ ...fields, ...sorted }) ?? [];
  if (parts.length < 2) return [];
  const most = LONGEST_REQUEST_ID - HASH_LENGTH - 1;
  if (request_id.length > most) {
    throw new InvalidIntent([
      { path: 'request_id', message: `expected at most ${most} characters for an intent of several calls` },
    ]);
  }
  return parts.map((part) => {
    const targets = operation.targets({ ...fields, ...part });
    const hash = nodeCrypto()
      .createHash('sha256')
      .update([...targets].sort().join('\n'))
      .digest('hex')
      .slice(0, HASH_LENGTH);
    const id = `${request_id}/${hash}`;
    return { request_id: id, targets, intent: { ...written, ...part, request_id: id } };
  });
}
