import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * The `authorization` that a request, a POST to `/` unless said otherwise, must carry, worked out from its other headers as AWS's page "Create a signed AWS
 * API request" says, for the access key and the secret key given.
 */
export function expectedAuthorization(
  headers: IncomingHttpHeaders,
  body: string,
  { access, secret, region, service }: { access: string; secret: string; region: string; service: string },
  { method = 'POST', path = '/' }: { method?: string | undefined; path?: string | undefined } = {},
): string {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const lines = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const canonical = [method, path, '', lines.join(''), names, sha256(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n'));
  return `AWS4-HMAC-SHA256 Credential=${access}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`;
}
