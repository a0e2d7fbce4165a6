import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { ADAPTERS } from '../../shared/telling/channels/adapters.ts';
import type { Adapter, Message } from '../../shared/telling/channels/channel.ts';

const NOW = Date.parse('2026-11-30T02:03:04.567Z');
const MESSAGE: Message = {
  id: 'r-1/halted/3/1764468184567',
  title: 'Upkeep Rollout Halted',
  text: 'Fleet monthly, rollout r-1: halted: 2 of 5 ended badly',
  event: { type: 'Upkeep Rollout Halted', timestamp: '2026-11-30T02:03:04.567Z', data: { fleet: 'monthly' } },
};
const URL_OF = 'https://robots.example.com/hook?access_token=abc';
const adapter = (kind: string): Adapter => {
  const found = ADAPTERS[kind];
  if (!found) throw new Error(`no kind ${kind}`);
  return found;
};
const sent = (kind: string, message = MESSAGE, secret?: string) => {
  const request = adapter(kind).request({ url: URL_OF, secret }, message, NOW);
  return { ...request, json: JSON.parse(request.body) as Record<string, unknown> };
};
/** Every text in a value. */
const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(texts);

describe('signatures, by the formulas of the documents', () => {
  test('Feishu: in the body, seconds, the secret is part of the key, and the message is empty', () => {
    // sign = base64(HMAC-SHA256(key = timestamp + "\n" + secret, message = "")), timestamp in seconds
    const timestamp = '1796004184';
    const sign = createHmac('sha256', `${timestamp}\nTHE-SECRET`).update('').digest('base64');
    const { url, json } = sent('feishu', MESSAGE, 'THE-SECRET');
    expect([url, json.timestamp, json.sign]).toEqual([URL_OF, timestamp, sign]);
    expect(sign).toBe('C7eI4xNQ8elRh+3DolVzLkfTBhIlyXxrNvShNzMhWyU=');
    expect(sent('feishu').json).not.toHaveProperty('sign');
  });

  test('DingTalk: in the query, milliseconds, the secret is the key and part of the message', () => {
    // sign = urlencode(base64(HMAC-SHA256(key = secret, message = timestamp + "\n" + secret))), timestamp in ms
    const timestamp = '1796004184567';
    const sign = createHmac('sha256', 'SECabc').update(`${timestamp}\nSECabc`).digest('base64');
    const { url, json } = sent('dingtalk', MESSAGE, 'SECabc');
    expect(url).toBe(`${URL_OF}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`);
    expect(sign).toBe('9SHtf5HGE7/yInzJHoZ4Qtr6wVs8lpRe9KHuoMFh7bQ=');
    expect(new URL(url).searchParams.get('sign')).toBe(sign);
    expect(json).not.toHaveProperty('sign');
    expect(sent('dingtalk').url).toBe(URL_OF);
  });

  test('a webhook of yours: Standard Webhooks over the bytes that are sent, under the id of the event', () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const { headers, body } = sent('webhook', MESSAGE, secret);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = createHmac('sha256', key).update(`${MESSAGE.id}.1796004184.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1796004184',
      'webhook-signature': `v1,${signed}`,
    });
    expect(JSON.parse(body)).toEqual(MESSAGE.event);
    const fresh = adapter('webhook').request({ url: URL_OF, secret }, MESSAGE, Date.now());
    expect(() => new Webhook(secret).verify(fresh.body, { ...fresh.headers })).not.toThrow();
  });
});

describe('bodies', () => {
  const HEAD = 'Upkeep Rollout Halted';
  const LINE = 'Fleet monthly, rollout r-1: halted: 2 of 5 ended badly';

  test('are those of the documents', () => {
    expect(sent('feishu').json).toEqual({
      msg_type: 'post',
      content: { post: { zh_cn: { title: HEAD, content: [[{ tag: 'text', text: LINE }]] } } },
    });
    expect(sent('dingtalk').json).toEqual({
      msgtype: 'text',
      text: { content: `${HEAD}\n${LINE}` },
      at: { isAtAll: false },
    });
    expect(sent('wecom').json).toEqual({ msgtype: 'text', text: { content: `${HEAD}\n${LINE}` } });
    expect(sent('slack').json).toMatchObject({ text: `${HEAD}\n${LINE}`, mrkdwn: false, parse: 'none' });
    expect(sent('teams').json).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: HEAD, weight: 'Bolder' }] },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: LINE }] },
            ],
          },
        },
      ],
    });
    for (const kind of Object.keys(ADAPTERS).filter((one) => one !== 'webhook')) {
      expect([kind, sent(kind).headers]).toEqual([
        kind,
        { 'content-type': 'application/json; charset=utf-8' },
      ]);
    }
  });

  const rooms = Object.keys(ADAPTERS).filter((kind) => kind !== 'webhook');
  const hostile = [
    '<at user_id="all">everyone</at>',
    '<!channel> <@U1> & [approve](https://evil.example.com)',
    '@all @everyone',
    'one\r\nUpkeep Rollout Done\u2028two\u202egnp',
    '\ud800 alone',
  ];

  test.each(rooms)('%s: no name calls people, is markup, or looks like a line of ours', (kind) => {
    for (const name of hostile) {
      const { json } = sent(kind, { ...MESSAGE, text: name });
      const all = texts(json).filter((text) => !/^(https?:|application\/)/.test(text));
      for (const text of all) {
        expect([kind, text, /[\p{Cf}\r\p{Zl}]/u.test(text)]).toEqual([kind, text, false]);
        expect(text.split('\n').length).toBeLessThanOrEqual(2);
        expect(text.isWellFormed()).toBe(true);
        expect([kind, text.includes('<')]).toEqual([kind, false]);
        // Slack calls people by what begins with that alone.
        if (kind !== 'slack') expect([kind, text.includes('@')]).toEqual([kind, false]);
      }
    }
    expect(JSON.stringify(sent('slack', { ...MESSAGE, text: hostile[1] ?? '' }).json)).toContain(
      '&lt;!channel&gt; &lt;@U1&gt; &amp; [approve]',
    );
  });

  test.each([
    ['wecom', 2_048],
    ['feishu', 20 * 1024],
    ['dingtalk', 20 * 1024],
    ['slack', 40_000],
    ['teams', 28 * 1024],
  ])('%s: a long text is cut between characters, so that at most %i bytes are sent', (kind, most) => {
    for (const one of ['汉', '"', '🙂', 'é<']) {
      const { json, body } = sent(kind, { ...MESSAGE, text: one.repeat(20_000) });
      const longest = Math.max(...texts(json).map((text) => Buffer.byteLength(text)));
      expect([one, (kind === 'wecom' ? longest : Buffer.byteLength(body)) <= most]).toEqual([one, true]);
      expect(longest).toBeGreaterThan(kind === 'wecom' ? 2_000 : 8_000);
      expect(texts(json).some((text) => text.endsWith('…'))).toBe(true);
      expect(texts(json).join('')).not.toContain('\ufffd');
    }
  });
});

describe('a status of 200 is not enough', () => {
  const REFUSALS: readonly [kind: string, status: number, body: string, why: RegExp][] = [
    [
      'feishu',
      200,
      '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}',
      /^code 19021: sign/,
    ],
    ['feishu', 200, '{"code":11232,"msg":"frequency limited"}', /11232/],
    ['feishu', 200, '{"code":"0","msg":"success"}', /code 0/],
    ['feishu', 200, '{"errcode":0}', /^HTTP 200/],
    ['feishu', 500, '{"code":0}', /code 0/],
    ['dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}', /^errcode 310000: sign not match$/],
    ['dingtalk', 200, '{"code":0}', /^HTTP 200/],
    [
      'wecom',
      200,
      '{"errcode":93000,"errmsg":"invalid webhook url"}',
      /^errcode 93000: invalid webhook url$/,
    ],
    ['wecom', 200, '', /^HTTP 200: no body$/],
    ['wecom', 200, '<html>proxy</html>', /^HTTP 200: <html>/],
    ['slack', 200, 'no_service', /^HTTP 200: no_service$/],
    ['slack', 200, '', /no body/],
    ['slack', 429, 'ok', /^HTTP 429/],
    ['teams', 200, 'Webhook message delivery failed with error: 429', /delivery failed/],
    ['teams', 401, '', /^HTTP 401/],
    ['webhook', 302, '', /^HTTP 302/],
    ['webhook', 429, 'slow down', /^HTTP 429: slow down$/],
  ];
  test.each(REFUSALS)('%s says %i %s', (kind, status, body, why) => {
    expect(adapter(kind).accepted({ status, body })).toMatch(why);
  });

  test.each([
    ['feishu', 200, '{"code":0,"data":{},"msg":"success"}'],
    ['dingtalk', 200, '{"errcode":0,"errmsg":"ok"}'],
    ['wecom', 200, '{"errcode":0,"errmsg":"ok"}'],
    ['slack', 200, 'ok'],
    ['teams', 202, ''],
    ['webhook', 204, ''],
  ])('%s takes a message with %i %s', (kind, status, body) => {
    expect(adapter(kind).accepted({ status, body })).toBe(true);
  });

  test('reasons are short, and mask what looks secret', () => {
    const reason = adapter('slack').accepted({ status: 403, body: `{"token":"xoxb-1"} ${'x'.repeat(900)}` });
    expect(reason).toMatch(/"token":"\*\*\*"/);
    expect(String(reason).length).toBeLessThanOrEqual(500);
  });
});

test('none takes more a minute than its documents say', () => {
  const paces = Object.entries(ADAPTERS).map(([kind, { aMinute }]) => [kind, aMinute]);
  expect(Object.fromEntries(paces)).toEqual({
    feishu: 100,
    dingtalk: 20,
    wecom: 20,
    slack: 20,
    teams: 20,
    webhook: 100,
  });
});
