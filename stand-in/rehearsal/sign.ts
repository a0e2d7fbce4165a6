import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A fresh webhook secret of 24 random bytes, `whsec_` and base64. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

/** The headers that make `body` a webhook of whoever holds the secret (Standard Webhooks); `at` is epoch ms. */
export function sign(
  secret: string,
  body: string,
  at: number,
  id = `msg_${crypto.randomUUID()}`,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
  };
}
