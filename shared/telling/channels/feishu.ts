import { cutText } from '../../values/cut-text.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import type { Adapter } from './channel.ts';
import { jsonTo, oneLine, tame, zeroIn } from './words.ts';

// A body takes 20 KB, and JSON spells a quote with two bytes.
const MOST_BYTES = 9_000;

/**
 * Feishu and Lark: the robot of a group. `code` 0 alone means taken. It signs in the body, by a time in seconds: the
 * secret is part of the key, and the message is empty.
 */
export const feishu: Adapter = {
  aMinute: 100,
  secret: 'optional',
  request: ({ url, secret }, { title, text }, now) => {
    const timestamp = String(Math.floor(now / 1000));
    return jsonTo(url, {
      ...(secret !== undefined && { timestamp, sign: signed(timestamp, secret) }),
      msg_type: 'post',
      content: { post: { zh_cn: { title: plain(title), content: [[{ tag: 'text', text: plain(text) }]] } } },
    });
  },
  accepted: (reply) => zeroIn(reply, 'code', 'msg'),
};

/** A text element of a post is no Markdown, and names nobody. */
const plain = (text: string): string => cutText(tame(oneLine(text)), MOST_BYTES);

const signed = (timestamp: string, secret: string): string =>
  nodeCrypto().createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
