import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { ALBEvent } from 'aws-lambda';
import { listen } from './listen.ts';

/** What stands in the head and in the claims of a token. */
type Fields = Readonly<Record<string, unknown>>;

/** How a token differs from that of somebody who is logged in; a field that is undefined is left out. */
export interface Otherwise {
  readonly head?: Fields;
  readonly claims?: Fields;
  readonly key?: KeyObject;
}

/** A stand-in for a load balancer that has logged people in, and for the server of its public keys. */
export interface LoadBalancer {
  readonly signer: string;
  readonly client: string;
  readonly issuer: string;
  readonly kid: string;
  /** The origin of its public keys. */
  readonly keys: string;
  /** The paths that were asked for there. */
  readonly asked: string[];
  /** What stands at `/<kid>`, as PEM; undefined: nothing does. */
  pem: string | undefined;
  /** The status of every answer, in place of what would be right. */
  status: number | undefined;
  /** The server of keys takes requests and never answers one, or not to its end; `asked` is told first. */
  hangs: 'silent' | 'half-way' | undefined;
  /** A token of now, as it writes them. */
  token(otherwise?: Otherwise): string;
  /** What it hands to the function for such a request. */
  event(path: string, more?: Partial<ALBEvent>): ALBEvent;
  close(): Promise<void>;
}

/** AWS writes the alphabet of a JWT with padding, which a JWT has not. */
export const padded = (bytes: Buffer | string): string =>
  Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** Starts it. By https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html */
export async function startLoadBalancer(now = Date.now): Promise<LoadBalancer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = createServer(({ url = '' }, response) => {
    one.asked.push(url);
    if (one.hangs === 'half-way') {
      response.writeHead(200, { 'content-length': '178' });
      response.write('-----BEGIN');
    }
    if (one.hangs) return;
    const found = one.pem !== undefined && url === `/${one.kid}`;
    response.writeHead(one.status ?? (found ? 200 : 404));
    response.end(found ? one.pem : 'there is no such key');
  });
  const { url: keys, close } = await listen(server);
  const one: LoadBalancer = {
    signer:
      'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/db-upkeep-prod/0123456789abcdef',
    client: 'console-client',
    issuer: 'https://login.example.com',
    kid: randomUUID(),
    keys,
    close,
    asked: [],
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    status: undefined,
    hangs: undefined,
    token({ head, claims, key = privateKey } = {}) {
      const { signer, client, issuer: iss, kid } = one;
      const exp = Math.floor(now() / 1000) + 120;
      const written = [
        { typ: 'JWT', kid, alg: 'ES256', iss, client, signer, exp, ...head },
        { sub: 'ana', email: 'ana@example.com', exp, iss, ...claims },
      ]
        .map((part) => padded(JSON.stringify(part)))
        .join('.');
      const signature = sign('sha256', Buffer.from(written), { key, dsaEncoding: 'ieee-p1363' });
      return `${written}.${padded(signature)}`;
    },
    event: (path, more = {}) => ({
      requestContext: {
        elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/console/1' },
      },
      httpMethod: 'GET',
      path,
      queryStringParameters: {},
      body: '',
      isBase64Encoded: false,
      ...more,
      headers: {
        host: 'upkeep.example.com',
        cookie: 'AWSELBAuthSessionCookie-0=a-session',
        'x-amzn-oidc-accesstoken': 'an-access-token',
        'x-amzn-oidc-identity': 'ana',
        'x-amzn-oidc-data': one.token(),
        'x-forwarded-proto': 'https',
        ...more.headers,
      },
    }),
  };
  return one;
}
