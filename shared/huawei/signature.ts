import type { WireRequest } from '../transport/transport.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { keepSignature } from '../values/redact.ts';
import type { Credentials, Guard, KeyPair } from './credentials.ts';

/** Credentials by access key: the vendor's own signer (SDK-HMAC-SHA256), loaded when the first request is signed. */
export function signatureCredentials(keys: KeyPair, project_id: string, guard?: Guard): Credentials {
  let entering: Promise<unknown> | undefined;
  const ready = async () => {
    entering ??= Promise.all([loadSigner(), guard?.enter()]);
    try {
      await entering;
    } catch (error) {
      entering = undefined;
      throw error;
    }
  };
  return {
    mode: 'signature',
    ready,
    tell: async (taken) => guard?.tell(taken).catch(() => undefined),
    leave: async () => (entering ? guard?.leave().catch(() => undefined) : undefined),
    async sign(request) {
      await ready();
      const headers = await signedHeaders(keys, project_id, request);
      if (headers.authorization) keepSignature(signatureOf(headers.authorization));
      return { ...request, headers };
    },
    mask: (request) => ({
      ...request,
      headers: {
        ...request.headers,
        'x-project-id': project_id,
        ...(keys.securityToken && { 'x-security-token': '***' }),
        authorization: `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=…, Signature=***`,
      },
    }),
    renew: () => false,
  };
}

/** CommonJS imported on demand: Node names its exports, a bundle has them under `default` alone. */
const importSigner = async () => {
  const signer = await import('@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js');
  return signer.BasicCredentials ? signer : signer.default;
};

let signer: ReturnType<typeof importSigner> | undefined;

const loadSigner = () => {
  signer ??= importSigner();
  return signer;
};

const signatureOf = (authorization: string) => authorization.split('Signature=')[1] ?? '';

/** Each name of a query with all its values: the signer sorts and signs those of a list one by one. */
function queryOf(query = ''): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

/** Whether the signer would write a body as it stands, and so sign what is sent. */
function isAsSigned(body: string): boolean {
  const parsed = parseJson(body);
  return isPlainObject(parsed) && JSON.stringify(parsed) === body;
}

const dataOf = (body = '') => (isAsSigned(body) ? { data: parseJson(body) } : {});

/** Of any other body the signer takes the hash, under the name that it knows for it, and signs that. */
const headersOf = (body = ''): Record<string, string> =>
  body === '' || isAsSigned(body)
    ? {}
    : { 'X-Sdk-Content-Sha256': nodeCrypto().createHash('sha256').update(body).digest('hex') };

async function signedHeaders(
  { accessKey: ak, secretKey: sk, securityToken }: KeyPair,
  projectId: string,
  request: WireRequest,
): Promise<Record<string, string>> {
  const { BasicCredentials } = await loadSigner();
  const signer = new BasicCredentials({ ak, sk, projectId, ...(securityToken && { securityToken }) });
  const [path, query] = request.path.split('?');
  const signed = await signer.processAuthRequest(undefined as never, {
    method: request.method,
    endpoint: request.origin,
    url: path ?? '',
    queryParams: Object.fromEntries(queryOf(query)),
    headers: { ...request.headers, ...headersOf(request.body) },
    ...dataOf(request.body),
  });
  const headers = Object.entries(signed.headers as Record<string, string>);
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}
