import { describe, expect, test } from '@jest/globals';
import { channelsIn } from '../../shared/telling/channels/read-channels.ts';
import { redactText } from '../../shared/values/redact.ts';

const read = (channels: unknown, local = false) =>
  channelsIn(typeof channels === 'string' ? channels : JSON.stringify(channels), {
    local,
    called: 'channels',
  });
const url = 'https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef0123';
const whsec = `whsec_${'A'.repeat(32)}`;

test('channels are read by their names', () => {
  const channels = read({
    'dba-room': { kind: 'feishu', url, secret: 'abc' },
    desk: { kind: 'webhook', url: 'https://desk.example.com/upkeep', secret: whsec },
    ops: { kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' },
  });
  expect([...channels].map(([name, { kind, secret }]) => [name, kind, secret])).toEqual([
    ['dba-room', 'feishu', 'abc'],
    ['desk', 'webhook', whsec],
    ['ops', 'slack', undefined],
  ]);
});

describe('what is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'dba-room=https://x', /expected JSON such as/],
    ['a list', [], /expected JSON such as/],
    [
      'a name twice',
      `{"a":{"kind":"slack","url":"${url}"},"a":{"kind":"slack","url":"${url}"}}`,
      /expected JSON/,
    ],
    ['the name of the mails', { people: { kind: 'slack', url } }, /other than people/],
    ['a name that no fleet can have', { 'DBA room': { kind: 'slack', url } }, /expected names/],
    ['another field', { a: { kind: 'slack', url, key: 'k' } }, /a: expected the fields kind, url, secret/],
    ['another kind', { a: { kind: 'toString', url } }, /a: kind: expected one of feishu, dingtalk/],
    ['no URL', { a: { kind: 'slack' } }, /a: url: expected a URL/],
    [
      'a secret where there is none',
      { a: { kind: 'wecom', url, secret: 'abc' } },
      /a: secret: wecom takes none/,
    ],
    ['no secret where one is needed', { a: { kind: 'webhook', url } }, /a: secret: expected whsec_/],
    ['another form of secret', { a: { kind: 'webhook', url, secret: 'abc' } }, /a: secret: expected whsec_/],
    ['a secret that no key is', { a: { kind: 'feishu', url, secret: 'a b' } }, /a: secret: expected visible/],
  ])('%s', (_, channels, why) => {
    expect(() => read(channels)).toThrow(why);
  });

  test.each([
    'http://hooks.slack.com/x',
    'ftp://hooks.slack.com/x',
    'https://user:word@hooks.slack.com/x',
    'https://hooks.slack.com/x#part',
    'https://localhost/x',
    'https://LOCALHOST./x',
    'https://intranet/x',
    'https://chat.internal/x',
    'https://10.1.2.3/x',
    'https://172.31.0.1/x',
    'https://192.168.1.1/x',
    'https://169.254.169.254/latest',
    'https://100.100.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[fd00::1]/x',
    'https://[fe80::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://hooks.slack.com/\u4e2d',
    'hooks.slack.com/x',
  ])('a URL that is not https, or leads inside: %s', (wrong) => {
    expect(() => read({ a: { kind: 'slack', url: wrong } })).toThrow(/a: url: expected/);
    expect(() => read({ a: { kind: 'slack', url: wrong } })).not.toThrow(wrong);
  });

  test('but a public address passes, and on this machine its own does', () => {
    for (const right of [
      'https://8.8.8.8/x',
      'https://[2001:4860::1]:8443/x',
      'https://robots.example.com/x',
    ]) {
      expect(read({ a: { kind: 'slack', url: right } }).size).toBe(1);
    }
    const here = { a: { kind: 'slack', url: 'http://127.0.0.1:1234/x' } };
    expect(() => read(here)).toThrow('expected https');
    expect(read(here, true).size).toBe(1);
    expect(() => read({ a: { kind: 'slack', url: 'http://10.0.0.1/x' } }, true)).toThrow('expected https');
  });
});

test('a URL that was read is shown nowhere, nor the part of it that is its key', () => {
  const keyed = 'https://oapi.dingtalk.com/robot/send?access_token=fedcba9876543210fedc';
  read({ a: { kind: 'feishu', url, secret: 'the-signing-secret' }, b: { kind: 'dingtalk', url: keyed } });
  for (const text of [url, '0123456789abcdef0123', keyed, 'fedcba9876543210fedc', 'the-signing-secret']) {
    expect(redactText(`it said ${text}.`)).not.toContain(text);
  }
  expect(redactText('open-apis/bot is no secret')).toBe('open-apis/bot is no secret');
});
