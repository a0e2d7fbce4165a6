import { nodeCrypto } from '../node-crypto.ts';
import { isPlainObject } from '../plain-object.ts';

/** Tells two intents apart however their keys are ordered; the `request_id` does not count. 32 hex digits. */
export const fingerprint = ({ request_id: _, ...intent }: Readonly<Record<string, unknown>>): string =>
  nodeCrypto().createHash('sha256').update(canonical(intent)).digest('hex').slice(0, 32);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isPlainObject(value)) return JSON.stringify(value) ?? 'null';
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(',')}}`;
}
