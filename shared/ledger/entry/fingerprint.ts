import { isPlainObject } from '../../values/json/plain-object.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';

type Intent = Readonly<Record<string, unknown>>;

/**
 * Tells two intents apart by what they mean: however their keys and lists of ids are ordered, `dry_run: false` or nothing;
 * the `request_id` does not count. 32 hex digits.
 */
export const fingerprint = ({ dry_run, ...intent }: Intent): string =>
  hashOf({ ...intent, ...(dry_run !== undefined && dry_run !== false && { dry_run }) }, (ids) =>
    [...ids].sort(),
  );

/** Whether a kept fingerprint is of this intent; those that were made before counted the order of a list, and `dry_run: false`. */
export const isOf = (kept: string, intent: Intent): boolean =>
  kept === fingerprint(intent) || kept === hashOf(intent, (ids) => ids);

type Order = (texts: readonly string[]) => readonly string[];

const hashOf = ({ request_id: _, ...intent }: Intent, order: Order): string =>
  nodeCrypto().createHash('sha256').update(canonical(intent, order)).digest('hex').slice(0, 32);

function canonical(value: unknown, order: Order): string {
  if (Array.isArray(value)) return `[${order(value.map((one) => canonical(one, order))).join(',')}]`;
  if (!isPlainObject(value)) return JSON.stringify(value) ?? 'null';
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key], order)}`);
  return `{${pairs.join(',')}}`;
}
