import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that are signed; `rawQuery` is what stands behind the question mark. */
export interface Signed {
  method: string;
  path: string;
  rawQuery: string;
  /** Value by lower-cased name. */
  header: (name: string) => string;
  signedHeaders: string[];
  body: Buffer;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

// contract §6.3: unreserved are A-Za-z0-9-._~ ; the hex is in capitals
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const reencode = (text: string) => encode(decodeURIComponent(text));

const canonicalPath = (path: string) => `${path.split('/').map(reencode).join('/')}/`.replace(/\/\/$/, '/');

const canonicalQuery = (rawQuery: string) =>
  rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [reencode(name), reencode(value.join('='))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The hex SHA-256 of the canonical request (contract §6.3, steps 2 and 3). */
export const canonicalHash = (request: Signed): string => {
  const headers = request.signedHeaders.map((name) => `${name}:${request.header(name).trim()}\n`).join('');
  const unsigned = request.header('x-sdk-content-sha256') === 'UNSIGNED-PAYLOAD';
  return sha256(
    [
      request.method,
      canonicalPath(request.path),
      canonicalQuery(request.rawQuery),
      headers,
      request.signedHeaders.join(';'),
      unsigned ? 'UNSIGNED-PAYLOAD' : sha256(request.body),
    ].join('\n'),
  );
};

/** The signature the request should carry (contract §6.3, steps 3 and 4). */
export const signatureOf = (request: Signed, secret: string): string => {
  const text = ['SDK-HMAC-SHA256', request.header('x-sdk-date'), canonicalHash(request)].join('\n');
  return createHmac('sha256', secret).update(text).digest('hex');
};

/** Takes the `Authorization` header of a signed request apart; undefined when it is of another form. */
export const parseAuthorization = (
  text: string,
): { access: string; signedHeaders: string[]; signature: string } | undefined => {
  const parts = /^SDK-HMAC-SHA256 Access=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    text,
  );
  const [, access, names, signature] = parts ?? [];
  if (!access || !names || !signature) return undefined;
  return { access, signedHeaders: names.split(';'), signature };
};
