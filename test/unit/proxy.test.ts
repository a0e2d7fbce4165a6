import { setImmediate } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { askAws } from '../../shared/platform/aws/ask.ts';
import { NotSent, OutcomeUnknown } from '../../shared/terms/errors.ts';
import { proxyFor } from '../../shared/transport/proxy.ts';
import { send } from '../../shared/transport/transport.ts';
import { type ConnectProxy, startConnectProxy } from '../world/connect-proxy.ts';
import { rememberEnvironment } from '../world/environment.ts';
import { http, type RawServer, startRawServer } from './raw-server.ts';
import { selfSigned } from './self-signed.ts';

const tls = selfSigned();
const trusted = getCACertificates('default');
let proxy: ConnectProxy;
let server: RawServer;
let restore: () => void;

beforeAll(() => setDefaultCACertificates([...trusted, tls.cert]));
afterAll(() => setDefaultCACertificates(trusted));
beforeEach(async () => {
  restore = rememberEnvironment();
  proxy = await startConnectProxy();
  server = await startRawServer(tls);
  process.env.HTTPS_PROXY = `http://upkeep:hunter2%2Bhunter2@127.0.0.1:${proxy.port}`;
});
afterEach(async () => {
  restore();
  await proxy.close();
  await server.close();
});

const origin = () => `https://127.0.0.1:${server.port}`;
const post = (timeout = 5000, idle = 1000, to = origin()) =>
  send({ method: 'POST', origin: to, path: '/v3/p', headers: {}, body: '{}' }, timeout, idle);
const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a request goes through HTTPS_PROXY', () => {
  test('over TLS to the end, with the login of the proxy and one tunnel for two requests', async () => {
    server.react = (socket) => socket.write(http('200 OK', 'yes'));
    expect((await post()).body).toBe('yes');
    await setImmediate();
    expect((await post()).body).toBe('yes');
    expect(proxy.asked).toEqual([
      {
        line: `CONNECT 127.0.0.1:${server.port}`,
        authorization: `Basic ${Buffer.from('upkeep:hunter2+hunter2').toString('base64')}`,
      },
    ]);
    expect(server.arrived[0]).toContain('POST /v3/p HTTP/1.1');
    await setImmediate();
    await post(5000, -1);
    expect(proxy.asked).toHaveLength(2);
  });

  test('and AWS is asked through it as well', async () => {
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_ENDPOINT_URL_SQS: origin(),
    });
    server.react = (socket) => socket.write(http('200 OK', '{"Successful":[]}'));
    expect(await askAws('sqs', 'SendMessageBatch', {})).toEqual({ Successful: [] });
    expect(proxy.asked).toHaveLength(1);
  });

  test.each([403, 407, 502])('that answers %d: nothing was sent, and no login is told', async (status) => {
    proxy.status = status;
    const error = await failure(post());
    expect(error).toBeInstanceOf(NotSent);
    expect(String(error)).toContain(`HTTP/1.1 ${status}`);
    expect(String(error)).not.toMatch(/hunter2|aHVudGVy/);
    expect(server.arrived).toEqual([]);
  });

  test('that is not there: nothing was sent', async () => {
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    expect(await failure(post())).toBeInstanceOf(NotSent);
  });

  test('to somebody else than the host: nothing was sent', async () => {
    const error = await failure(post(5000, 1000, `https://db.example.com:${server.port}`));
    expect(error).toBeInstanceOf(NotSent);
    expect(server.arrived.join('')).toBe('');
  });

  test.each<[string, (socket: { destroy(): void }) => void]>([
    ['cut', (socket) => socket.destroy()],
    ['left without an answer', () => {}],
  ])('and is %s after the request: it may have left', async (_, react) => {
    server.react = react;
    expect(await failure(post(600))).toBeInstanceOf(OutcomeUnknown);
    expect(server.arrived[0]).toContain('POST /v3/p');
  });

  test.each(['socks5://127.0.0.1:1', 'http://', 'ftp://hunter2hunter2@x'])(
    'or is not sent where it is %j',
    async (written) => {
      process.env.HTTPS_PROXY = written;
      const error = await failure(post());
      expect(error).toBeInstanceOf(NotSent);
      expect(String(error)).toContain('HTTPS_PROXY: expected the URL of a proxy such as http://host:3128');
      expect(String(error)).not.toContain('hunter2');
    },
  );
});

test('what NO_PROXY names is reached directly', async () => {
  server.react = (socket) => socket.write(http('200 OK', 'yes'));
  process.env.NO_PROXY = 'localhost,127.0.0.1';
  expect((await post()).body).toBe('yes');
  expect(proxy.asked).toEqual([]);
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['https://a.example.com', {}, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://a.example.com', { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, 'http://q:1'],
  ['https://a.example.com', { HTTPS_PROXY: 'p:1' }, 'http://p:1'],
  ['https://a.example.com', { HTTPS_PROXY: 'https://p' }, 'https://p'],
  ['https://a.example.com', { HTTP_PROXY: 'http://p:1' }, undefined],
  ['http://a.example.com', { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
  ['http://a.example.com', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', no_proxy: 'b.com, EXAMPLE.com' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.example.com' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.example.com' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'xample.com,example.co' }, 'http://p:1'],
  ['https://a.example.com:8443', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example.com:8443' }, undefined],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example.com:8443' }, 'http://p:1'],
  ['https://[::1]:9', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '[::1]' }, undefined],
  ['https://127.0.0.1', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
])('%s with %j goes through %s', (url, env, expected) => {
  expect(proxyFor(new URL(url), env)?.shown).toBe(expected);
});
