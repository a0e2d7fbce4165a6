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
let name: string;
const seen: string[] = [];
const failures: unknown[] = [];
const start = (port: number): Promise<Console> =>
  startConsole(
    async ({ path }) => {
      seen.push(path);
      if (path === '/broken') throw new Error('the password is correct horse');
      return path === '/' ? { status: 200, html: '<p>orders' } : undefined;
    },
    port,
    (error) => failures.push(error),
  );
beforeEach(async () => {
  seen.length = 0;
  failures.length = 0;
  console = await start(0);
  origin = new URL(console.url).origin;
  name = `db-upkeep-${new URL(origin).port}`;
});
afterEach(() => console.close());

/** The cookie of the browser that opened an address. */
async function letIn(url = console.url): Promise<Record<string, string>> {
  const { status, headers } = await ask(url);
  expect([status, headers.location]).toEqual([303, '/']);
  const [cookie = ''] = [headers['set-cookie'] ?? []].flat();
  expect(cookie).toMatch(/^db-upkeep-\d+=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/);
  return { cookie: cookie.split(';')[0] ?? '' };
}

test('listens on this machine alone', async () => {
  expect(console.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{64}$/);
  // Machines without this second name of theirs have no way to it either.
  await expect(ask(origin.replace('127.0.0.1', '127.0.0.2'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(ECONNREFUSED|EADDRNOTAVAIL)$/),
  });
});

test('a port that is taken is refused', async () => {
  await expect(start(Number(new URL(origin).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('consoles of two stages, open at once in one browser, keep out of each other’s way', async () => {
  const other = await start(0);
  const [one, two] = [await letIn(), await letIn(other.url)];
  const cookie = `${one.cookie}; ${two.cookie}`;
  for (const url of [origin, new URL(other.url).origin])
    expect(await ask(`${url}/`, { headers: { cookie } })).toMatchObject({ status: 200 });
  await other.close();
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
    ['with a made-up cookie', '/', { cookie: `NAME=${'0'.repeat(64)}` }],
    ['with a cookie that is too short', '/', { cookie: 'NAME=' }],
    ['for a wrong token', `/?token=${'0'.repeat(64)}`, {}],
    ['for an empty token', '/?token=', {}],
  ])('%s', async (_, path, given) => {
    const headers = { ...given, ...(given.cookie && { cookie: given.cookie.replace('NAME', name) }) };
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

test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not answered', async (method) => {
  const { status, headers } = await ask(`${origin}/`, { method, headers: await letIn() });
  expect([status, headers.allow]).toEqual([405, 'GET']);
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
  expect(body).not.toContain(`${name}=`);
});

test('a page that cannot be made says so; why is told to whoever started the console, and not to the browser', async () => {
  const { status, body } = await ask(`${origin}/broken`, { headers: await letIn() });
  expect([status, body]).toEqual([500, 'This page could not be made.\n']);
  expect(failures).toEqual([new Error('the password is correct horse')]);
});

test('its name is localhost as well', async () => {
  const headers = { ...(await letIn()), host: new URL(origin).host.replace('127.0.0.1', 'localhost') };
  expect(await ask(`${origin}/`, { headers })).toMatchObject({ status: 200 });
});
