import { createHmac } from 'node:crypto';
import { at, type Post, type Robot, said } from './robot.ts';

const HOUR = 60 * 60_000;
const MINUTE = 60_000;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: 100 a minute, 20 KB, the signature in the body. */
const feishu: Robot = {
  path: '/open-apis/bot/v2/hook/6c1f0e7ac0ffee42',
  secret: 'b7e94d10c0ffee42',
  aMinute: 100,
  blockedMs: 0,
  refuses({ json, text: body, at: now }, secret) {
    if (!json || Buffer.byteLength(body) > 20 * 1024)
      return said(200, { code: 9499, msg: 'Bad Request', data: {} });
    const time = Number(json.timestamp);
    const sign = createHmac('sha256', `${text(json.timestamp)}\n${secret}`)
      .update('')
      .digest('base64');
    if (secret !== undefined && (json.sign !== sign || Math.abs(now - time * 1000) > HOUR)) {
      return said(200, {
        code: 19021,
        msg: 'sign match fail or timestamp is not within one hour from current time',
      });
    }
    return at(json, 'content', 'post', 'zh_cn', 'content')
      ? undefined
      : said(200, { code: 9499, msg: 'Bad Request' });
  },
  tooMany: said(200, { code: 11232, msg: 'create message service trigger rate limit' }),
  taken: said(200, { code: 0, msg: 'success', data: {} }),
  reads: ({ json }) => {
    const post = at(json, 'content', 'post', 'zh_cn');
    return `${at(post, 'title')}\n${at(post, 'content', 0, 0, 'text')}`;
  },
};

/** https://open.dingtalk.com/document/robots/custom-robot-access: 20 a minute, then none for ten; the signature in the query. */
const dingtalk: Robot = {
  path: '/robot/send?access_token=9b7d2e41c0ffee42',
  secret: 'SEC5d81f3a6c0ffee42',
  aMinute: 20,
  blockedMs: 10 * MINUTE,
  refuses({ json, url, at: now }, secret) {
    const timestamp = url.searchParams.get('timestamp') ?? '';
    const sign = createHmac('sha256', secret ?? '')
      .update(`${timestamp}\n${secret}`)
      .digest('base64');
    const isSigned = url.searchParams.get('sign') === sign && Math.abs(now - Number(timestamp)) <= HOUR;
    if (secret !== undefined && !isSigned) return said(200, { errcode: 310_000, errmsg: 'sign not match' });
    return text(at(json, 'text', 'content'))
      ? undefined
      : said(200, { errcode: 40_035, errmsg: 'content is empty' });
  },
  // Inferred: the documents name the limit and no code.
  tooMany: said(200, { errcode: 130_101, errmsg: 'send too fast, exceed 20 times per minute' }),
  taken: said(200, { errcode: 0, errmsg: 'ok' }),
  reads: ({ json }) => text(at(json, 'text', 'content')),
};

/** https://developer.work.weixin.qq.com/document/path/91770: 20 a minute, a text of at most 2,048 bytes, no signature. */
const wecom: Robot = {
  path: '/cgi-bin/webhook/send?key=41fa83d7c0ffee42',
  aMinute: 20,
  blockedMs: 0,
  refuses({ json }) {
    const content = text(at(json, 'text', 'content'));
    const fits = content !== '' && Buffer.byteLength(content) <= 2048;
    return fits ? undefined : said(200, { errcode: 40_058, errmsg: 'text.content exceed max length 2048' });
  },
  tooMany: said(200, { errcode: 45_009, errmsg: 'api freq out of limit' }),
  taken: said(200, { errcode: 0, errmsg: 'ok' }),
  reads: ({ json }) => text(at(json, 'text', 'content')),
};

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: `ok`, or a word. */
const slack: Robot = {
  path: '/services/T0123/B0123/e29ab6f0c0ffee42',
  aMinute: 60,
  blockedMs: 0,
  refuses: ({ json }) => (text(json?.text) ? undefined : said(400, 'no_text')),
  tooMany: said(429, 'rate_limited'),
  taken: said(200, 'ok'),
  reads: ({ json }) =>
    text(json?.text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
};

/** A workflow that starts when a webhook request comes: it answers 202 at once, with an empty body. */
const teams: Robot = {
  path: '/workflows/upkeep/triggers/manual/paths/invoke?sig=70d3c5b9c0ffee42',
  aMinute: 60,
  blockedMs: 0,
  refuses: ({ json }) => (card(json) ? undefined : said(400, { error: { code: 'InvalidRequestContent' } })),
  tooMany: said(429),
  taken: said(202),
  reads: ({ json }) =>
    (card(json) as readonly unknown[]).map((block) => at(block, 'inlines', 0, 'text')).join('\n'),
};

const card = (json: Post['json']): unknown => at(json, 'attachments', 0, 'content', 'body');

/** https://www.standardwebhooks.com: the signature over id, seconds and body, five minutes. */
const webhook: Robot = {
  path: '/events/3fa9e8d1c0ffee42',
  secret: `whsec_${Buffer.alloc(24, 9).toString('base64')}`,
  aMinute: 1000,
  blockedMs: 0,
  refuses({ headers, text: body, at: now }, secret = '') {
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const sign = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
    const isFresh = Math.abs(now - Number(time) * 1000) <= 5 * MINUTE;
    return isFresh && given === `v1,${sign}` ? undefined : said(401, { error: 'wrong signature' });
  },
  tooMany: said(429),
  taken: said(204),
  reads: ({ json }) => text(at(json, 'data', 'sentence')),
};

/** A robot of every kind that messages are sent to. */
export const ROBOTS = { feishu, dingtalk, wecom, slack, teams, webhook } as const satisfies Readonly<
  Record<string, Robot>
>;

export type Kind = keyof typeof ROBOTS;
