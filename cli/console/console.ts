import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HEADERS, type Views } from '../../shared/console/door.ts';

/** A console that listens. `url` lets one browser in, once. */
export interface Console {
  readonly url: string;
  close(): Promise<void>;
}

const LONGEST_PATH = 4096;

/**
 * Listens on 127.0.0.1 and shows pages to the one browser that opens its `url` first. It answers GET alone, under its own host
 * name alone, and no request that another site makes. The browser is not told why a page could not be made: `failed` is.
 * Rejects where the port (0: any) is taken.
 */
export async function startConsole(
  views: Views,
  port: number,
  failed: (error: unknown) => void,
): Promise<Console> {
  const keys = {
    token: randomBytes(32).toString('hex') as string | undefined,
    session: randomBytes(32).toString('hex'),
  };
  const server = createServer((request, response) => {
    void answer(request, response, { views, failed, keys, port: portOf(server) });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}/?token=${keys.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

interface Door {
  readonly views: Views;
  failed(error: unknown): void;
  readonly keys: { token: string | undefined; readonly session: string };
  readonly port: number;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { views, failed, keys, port }: Door,
): Promise<void> {
  const refused = refusal(request, port);
  if (refused) return plain(response, ...refused);
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const token = query.get('token');
  if (token !== null) {
    if (!isSame(token, keys.token)) return plain(response, 403, ONE_BROWSER);
    // A link that somebody finds later opens nothing.
    keys.token = undefined;
    response.setHeader(
      'set-cookie',
      `${cookieName(port)}=${keys.session}; HttpOnly; SameSite=Strict; Path=/`,
    );
    response.setHeader('location', '/');
    return plain(response, 303, 'Go on to /');
  }
  if (!isSame(cookieOf(request, cookieName(port)), keys.session)) return plain(response, 403, ONE_BROWSER);
  try {
    const page = await views({ path, query });
    if (!page) return plain(response, 404, 'There is no such page.');
    write(response, page.status, 'text/html; charset=utf-8', page.html);
  } catch (error) {
    failed(error);
    plain(response, 500, 'This page could not be made.');
  }
}

const ONE_BROWSER =
  'This console knows one browser: the one that opened the address which `db-upkeep console` printed. Start it anew for another.';

/** Why nothing is answered, whoever asks; undefined where something may be. */
function refusal(
  { method, headers, url = '/' }: IncomingMessage,
  port: number,
): [number, string] | undefined {
  if (method !== 'GET') return [405, 'Only GET is answered: nothing can be changed here.'];
  // A name that an attacker's server resolves to 127.0.0.1 is none of ours.
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? ''))
    return [403, 'Asked for under another name than its own.'];
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    return [403, 'Asked for by another site.'];
  return url.length > LONGEST_PATH ? [414, 'The address is too long.'] : undefined;
}

const isSame = (given: string | undefined, known: string | undefined): boolean => {
  if (given === undefined || known === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(known)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Cookies know no ports: consoles of two stages would take each other's. */
const cookieName = (port: number): string => `db-upkeep-${port}`;

const cookieOf = ({ headers: { cookie = '' } }: IncomingMessage, name: string): string | undefined =>
  cookie
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const plain = (response: ServerResponse, status: number, words: string): void =>
  write(response, status, 'text/plain; charset=utf-8', `${words}\n`);

function write(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    ...HEADERS,
    ...(status === 405 && { allow: 'GET' }),
    'content-type': type,
  });
  response.end(body);
}
