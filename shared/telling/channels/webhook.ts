import { Webhook } from 'standardwebhooks';
import type { Adapter } from './channel.ts';
import { jsonTo, whyNot } from './words.ts';

/** A tool of yours, by Standard Webhooks: the event itself, under its own id, signed. Any 2xx means taken. */
export const webhook: Adapter = {
  aMinute: 100,
  secret: 'needed',
  request: ({ url, secret = '' }, { id, event }, now) => {
    const { headers, body } = jsonTo(url, event);
    return {
      url,
      headers: {
        ...headers,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, new Date(now), body),
      },
      body,
    };
  },
  accepted: (reply) => (reply.status >= 200 && reply.status < 300 ? true : whyNot(reply)),
};
