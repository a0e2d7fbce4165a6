import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Console, startConsole } from '../../cli/console/console.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request as any program on this machine can make it. */
const ask = (
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    // As it was given: a path is not tidied up on its way.
    const path = url.slice(`http://${hostname}:${port}`.length);
    const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });

let console: Console;
let origin: string;
const seen: string[] = [];
beforeEach(async () => {
  seen.length = 0;
  console = await startConsole(async ({ path }) => {
    seen.push(path);
    if (path === '/broken') throw new Error('the password is correct horse');
    return path === '/' ? { status: 200, html: '<p>orders' } : undefined;
  }, 0);
  origin = new URL(console.url).origin;
});
afterEach(() => console.close());

/** The cookie of the browser that opened the address. */
async function letIn(): Promise<Record<string, string>> {
  const { status, headers } = await ask(console.url);
  expect([status, headers.location]).toEqual([303, '/']);
  const [cookie = ''] = [headers['set-cookie'] ?? []].flat();
  expect(cookie).toMatch(/^db-upkeep=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/);
  return { cookie: cookie.split(';')[0] ?? '' };
}

test('listens on this machine alone', () => {
  expect(console.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{64}$/);
});

test('the browser that opens the address first sees pages, which nothing may keep, frame or add to', async () => {
  const { status, headers, body } = await ask(`${origin}/`, { headers: await letIn() });
  expect([status, body]).toEqual([200, '<p>orders']);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    ),
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

describe('nothing is shown', () => {
  test.each<[string, string, Record<string, string>]>([
    ['without the cookie', '/', {}],
    ['with a made-up cookie', '/', { cookie: `db-upkeep=${'0'.repeat(64)}` }],
    ['with a cookie that is too short', '/', { cookie: 'db-upkeep=' }],
    ['for a wrong token', `/?token=${'0'.repeat(64)}`, {}],
    ['for an empty token', '/?token=', {}],
  ])('%s', async (_, path, headers) => {
    expect(await ask(`${origin}${path}`, { headers })).toMatchObject({ status: 403 });
    expect(seen).toEqual([]);
  });

  test('for the address a second time', async () => {
    await letIn();
    expect(await ask(console.url)).toMatchObject({ status: 403 });
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', '[::1]'])(
    'under the name %s, which an attacker may have made lead here',
    async (host) => {
      const headers = { ...(await letIn()), host };
      expect(await ask(`${origin}/`, { headers })).toMatchObject({ status: 403 });
      expect(seen).toEqual([]);
    },
  );

  test.each(['cross-site', 'same-site'])('to another page: %s', async (site) => {
    const headers = { ...(await letIn()), 'sec-fetch-site': site };
    expect(await ask(`${origin}/`, { headers })).toMatchObject({ status: 403 });
    expect(seen).toEqual([]);
  });

  test('to another page, even with the token', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(await ask(console.url, { headers })).toMatchObject({ status: 403 });
    await letIn();
  });
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not answered', async (method) => {
  const { status, headers } = await ask(`${origin}/`, { method, headers: await letIn() });
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  expect(seen).toEqual([]);
});

test.each([
  '/../package.json',
  '/..%2fpackage.json',
  '/%',
  '//evil.example/',
  '/rollouts/%00',
  `/${'a'.repeat(9000)}`,
])('there is no page at %s', async (path) => {
  const { status, body } = await ask(`${origin}${path}`, { headers: await letIn() });
  expect([404, 414]).toContain(status);
  expect(body).not.toContain('db-upkeep=');
});

test('a page that cannot be made says so, and not why', async () => {
  const { status, body } = await ask(`${origin}/broken`, { headers: await letIn() });
  expect([status, body]).toEqual([500, 'This page could not be made.\n']);
});

test('its name is localhost as well', async () => {
  const headers = { ...(await letIn()), host: new URL(origin).host.replace('127.0.0.1', 'localhost') };
  expect(await ask(`${origin}/`, { headers })).toMatchObject({ status: 200 });
});
