import { isPlainObject } from '../values/json/plain-object.ts';

/** The error part of a reply, in whichever of the vendor's envelopes it came (contract §8.1). */
export interface Envelope {
  readonly code?: string;
  readonly message: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;

const CODES = ['error_code', 'errCode', 'errorCode'];
const MESSAGES = ['error_msg', 'error_message', 'errMsg', 'errorMsg', 'errorMessage', 'externalMessage'];

const first = (body: Record<string, unknown>, names: readonly string[]): string | undefined =>
  names.map((name) => text(body[name])).find((found) => found !== undefined);

/**
 * Finds a code and words under the names that Huawei's services have for them, `errCode` and `externalMessage` among them,
 * or IAM's `error: {code, message}`. A bare `message` is taken beside a code alone.
 */
export function readEnvelope(body: unknown): Envelope | undefined {
  if (!isPlainObject(body)) return undefined;
  const inner = isPlainObject(body.error) ? body.error : undefined;
  const code = (inner && (first(inner, CODES) ?? text(inner.code))) ?? first(body, CODES);
  const message =
    (inner && (first(inner, MESSAGES) ?? text(inner.message))) ??
    first(body, MESSAGES) ??
    (code === undefined ? undefined : text(body.message));
  if (!code && !message) return undefined;
  return { ...(code ? { code } : {}), message: message ?? 'no reason given' };
}
