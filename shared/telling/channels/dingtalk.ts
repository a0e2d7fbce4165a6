import { nodeCrypto } from '../../values/node-crypto.ts';
import type { Adapter } from './channel.ts';
import { jsonTo, tame, wordsOf, zeroIn } from './words.ts';

const MOST_BYTES = 9_000;

/**
 * DingTalk: the robot of a group. `errcode` 0 alone means taken. It signs in the query, by a time in milliseconds: the secret
 * is the key, and part of the message. Whoever sends more than 20 a minute is not heard for ten.
 */
export const dingtalk: Adapter = {
  aMinute: 20,
  secret: 'optional',
  request: ({ url, secret }, message, now) =>
    jsonTo(secret === undefined ? url : signed(url, secret, String(now)), {
      msgtype: 'text',
      text: { content: wordsOf(message, MOST_BYTES, tame) },
      at: { isAtAll: false },
    }),
  accepted: (reply) => zeroIn(reply, 'errcode', 'errmsg'),
};

function signed(url: string, secret: string, timestamp: string): string {
  const sign = nodeCrypto().createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return `${url}${url.includes('?') ? '&' : '?'}timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
}
