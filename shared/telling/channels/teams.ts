import { cutText } from '../../values/cut-text.ts';
import type { Adapter } from './channel.ts';
import { jsonTo, oneLine, tame, whyNot } from './words.ts';

const MOST_BYTES = 9_000;

/** Text of a card that reads no Markdown, as a block with Markdown would. */
const run = (text: string, more: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: cutText(tame(oneLine(text)), MOST_BYTES), ...more }],
});

/**
 * Teams: a workflow that posts a card for each request. It answers 202 before it has posted, and may fail later: what it
 * says is that the workflow has it.
 */
export const teams: Adapter = {
  aMinute: 20,
  secret: 'none',
  request: ({ url }, { title, text }) => {
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [run(title, { weight: 'Bolder' }), run(text)],
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    return jsonTo(url, { type: 'message', attachments: [{ contentType, contentUrl: null, content }] });
  },
  accepted: (reply) => (reply.status === 202 ? true : whyNot(reply)),
};
