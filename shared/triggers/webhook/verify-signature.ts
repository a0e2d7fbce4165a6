import { Webhook } from 'standardwebhooks';
import * as z from 'zod/mini';
import { readSecret } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { readJson } from '../../values/json/read-json.ts';
import { keepSecret } from '../../values/redact.ts';

/** Who may send, and the secrets each signs with: one, or two while rotating. */
export type Senders = ReadonlyMap<string, readonly string[]>;

/** 24 to 64 bytes, as Standard Webhooks asks: 32 to 86 digits of base64. */
const secret = z.string().check(z.regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/));
const shape = z.record(
  z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/)),
  z.union([
    z.pipe(
      secret,
      z.transform((one: string) => [one]),
    ),
    z.array(secret).check(z.minLength(1), z.maxLength(2)),
  ]),
);

/** Reads the senders from `WEBHOOK_SENDERS_SECRET` or `WEBHOOK_SENDERS`. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function readSenders(settings: Settings): Promise<Senders> {
  const { WEBHOOK_SENDERS: plain, WEBHOOK_SENDERS_SECRET: id, TIMING } = settings;
  if (!plain === !id) {
    throw new Misconfigured(
      'expected one of WEBHOOK_SENDERS_SECRET and WEBHOOK_SENDERS (the latter only when STAGE is local)',
    );
  }
  const read = readJson(plain ?? (await readSecret(id ?? '', TIMING.secret_ttl_ms)).text);
  // Which senders are lost would depend on the reader; no text of it is told, since a secret may stand anywhere.
  const parsed = shape.safeParse('value' in read ? read.value : undefined);
  if (!parsed.success) {
    throw new Misconfigured(
      `${id ? `secret ${id}` : 'WEBHOOK_SENDERS'}: expected JSON of sender names (letters, digits, ._-) with one or two ` +
        'secrets each, "whsec_" and base64 of 24 to 64 bytes',
    );
  }
  for (const one of Object.values(parsed.data).flat()) keepSecret(one);
  return new Map(Object.entries(parsed.data));
}

/** The headers of Standard Webhooks, https://www.standardwebhooks.com, version 1. */
export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** The sender whose secret signed these bytes within the last (or next) five minutes, or why there is none. */
export function senderOf(
  senders: Senders,
  headers: SignatureHeaders,
  body: Buffer,
): { name: string } | { refused: string } {
  let refused = 'no sender signs like this';
  for (const [name, secrets] of senders) {
    for (const one of secrets) {
      try {
        new Webhook(one).verify(body, { ...headers }, { jsonParse: false });
        return { name };
      } catch (error) {
        if (error instanceof Error && /timestamp/i.test(error.message)) refused = error.message;
      }
    }
  }
  return { refused };
}
