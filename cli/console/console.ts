import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, pageFor, plain, refusal, type Views } from '../../shared/console/door.ts';

/** A console that listens. `url` lets one browser in, once. */
export interface Console {
  readonly url: string;
  close(): Promise<void>;
}

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
    void answer(request, { views, failed, keys, port: portOf(server) }).then((one) => write(response, one));
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

async function answer(request: IncomingMessage, { views, failed, keys, port }: Door): Promise<Answer> {
  const { method, url = '/', headers } = request;
  const refused = refusal(method, url) ?? strange(headers, port);
  if (refused) return refused;
  const [path = '/', search = ''] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const token = query.get('token');
  if (token !== null) {
    if (!isSame(token, keys.token)) return plain(403, ONE_BROWSER);
    // A link that somebody finds later opens nothing.
    keys.token = undefined;
    return plain(303, 'Go on to /', {
      'set-cookie': `${cookieName(port)}=${keys.session}; HttpOnly; SameSite=Strict; Path=/`,
      location: '/',
    });
  }
  if (!isSame(cookieOf(headers, cookieName(port)), keys.session)) return plain(403, ONE_BROWSER);
  try {
    return await pageFor(views, { path, query });
  } catch (error) {
    failed(error);
    return plain(500, 'This page could not be made.');
  }
}

const ONE_BROWSER =
  'This console knows one browser: the one that opened the address which `db-upkeep console` printed. Start it anew for another.';

/** What is answered to a request that another site makes, or by a name that is none of ours; undefined to any other. */
function strange(headers: IncomingHttpHeaders, port: number): Answer | undefined {
  // A name that an attacker's server resolves to 127.0.0.1.
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? ''))
    return plain(403, 'Asked for under another name than its own.');
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'none' || site === 'same-origin'
    ? undefined
    : plain(403, 'Asked for by another site.');
}

const isSame = (given: string | undefined, known: string | undefined): boolean => {
  if (given === undefined || known === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(known)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Cookies know no ports: consoles of two stages would take each other's. */
const cookieName = (port: number): string => `db-upkeep-${port}`;

const cookieOf = ({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined =>
  cookie
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}
