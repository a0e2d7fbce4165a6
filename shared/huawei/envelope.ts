import { isPlainObject } from '../plain-object.ts';

/** The error part of a reply, in whichever of the vendor's envelopes it came (contract §8.1). */
export interface Envelope {
  readonly code?: string;
  readonly message: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;

/** Finds `error_code`/`errCode` with `error_msg`/`error_message`/`errMsg`, or IAM's `error: {code, message}`. */
export function readEnvelope(body: unknown): Envelope | undefined {
  if (!isPlainObject(body)) return undefined;
  const outer = body;
  const inner =
    outer.error !== null && typeof outer.error === 'object'
      ? (outer.error as Record<string, unknown>)
      : outer;
  const code =
    text(inner.error_code) ?? text(inner.errCode) ?? (inner === outer ? undefined : text(inner.code));
  const message =
    text(inner.error_msg) ??
    text(inner.error_message) ??
    text(inner.errMsg) ??
    (inner === outer ? undefined : text(inner.message));
  if (!code && !message) return undefined;
  return { ...(code ? { code } : {}), message: message ?? 'no reason given' };
}
