import { Webhook } from 'standardwebhooks';
import type { Sender, Senders } from '../../telling/desk/senders.ts';

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
): { name: string; sender: Sender } | { refused: string } {
  let refused = 'no sender signs like this';
  for (const [name, sender] of senders) {
    for (const one of sender.secrets) {
      try {
        new Webhook(one).verify(body, { ...headers }, { jsonParse: false });
        return { name, sender };
      } catch (error) {
        if (error instanceof Error && /timestamp/i.test(error.message)) refused = error.message;
      }
    }
  }
  return { refused };
}
