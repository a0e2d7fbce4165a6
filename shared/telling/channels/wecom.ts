import type { Adapter } from './channel.ts';
import { jsonTo, tame, wordsOf, zeroIn } from './words.ts';

// Of a text; Markdown would take 4,096, and reads names as markup.
const MOST_BYTES = 2_048;

/** WeCom: the robot of a group, known by the key in its URL alone. `errcode` 0 alone means taken. */
export const wecom: Adapter = {
  aMinute: 20,
  secret: 'none',
  request: ({ url }, message) =>
    jsonTo(url, { msgtype: 'text', text: { content: wordsOf(message, MOST_BYTES, tame) } }),
  accepted: (reply) => zeroIn(reply, 'errcode', 'errmsg'),
};
