import type { Adapter } from './channel.ts';
import { jsonTo, whyNot, wordsOf } from './words.ts';

const MOST_BYTES = 9_000;

/** Slack: an incoming webhook. The body `ok` alone means taken. */
export const slack: Adapter = {
  aMinute: 20,
  secret: 'none',
  request: ({ url }, message) =>
    jsonTo(url, {
      text: escaped(wordsOf(message, MOST_BYTES)),
      // No markup, and no `@name` or URL is made more of than text.
      mrkdwn: false,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
    }),
  accepted: (reply) => (reply.status === 200 && reply.body.trim() === 'ok' ? true : whyNot(reply)),
};

/** `<!channel>` and the like begin with what stands here as an entity. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
