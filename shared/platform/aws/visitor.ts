import * as z from 'zod/mini';
import { Forbidden } from '../../terms/errors.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import type { HostedDoor, Visitor } from '../ports.ts';
import { publicKey } from './public-key.ts';

const HEADER = 'x-amzn-oidc-data';
/** The load balancer itself takes no claims and tokens of more than 11 KB. */
const LONGEST = 16 * 1024;
/** Three parts, which AWS writes with the padding that a JWT has not. */
const TOKEN = /^([\w-]+={0,2})\.([\w-]+={0,2})\.([\w-]+={0,2})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const head = () =>
  z.object({
    alg: z.string(),
    kid: z.string(),
    signer: z.string(),
    client: z.string(),
    iss: z.string(),
    exp: z.number(),
  });
const claims = () => z.object({ sub: z.string().check(z.minLength(1), z.maxLength(255)) });

/**
 * Who sits before a page, as our own load balancer vouches for it: the token is signed by it, for our client of our identity
 * provider, and not expired. Nothing is asked of anybody before all but the signature is right. Throws `Forbidden`,
 * `PlatformUnavailable`. By https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export async function visitorOf(
  headers: Readonly<Record<string, string | undefined>>,
  door: HostedDoor,
): Promise<Visitor> {
  const token = headers[HEADER];
  if (!token) throw new Forbidden(`${HEADER}: expected the token of the load balancer, got nothing`);
  const [, ...parts] = (token.length <= LONGEST && TOKEN.exec(token)) || [];
  const [written = '', payload = '', signature = ''] = parts;
  const { alg, kid, exp, ...by } = read(head(), 'head', written);
  expect('alg', alg === 'ES256', 'ES256');
  expect('signer', by.signer === door.signer, 'our load balancer');
  expect('client', by.client === door.client, 'our client');
  expect('iss', by.iss === door.issuer, 'our identity provider');
  expect('exp', exp * 1000 > Date.now(), 'a time to come');
  expect('kid', UUID.test(kid), 'a UUID');
  const key = await publicKey(regionOfDoor(door), kid);
  const isSigned = nodeCrypto().verify(
    'sha256',
    Buffer.from(`${written}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect('signature', isSigned, 'that of the key');
  return read(claims(), 'claims', payload);
}

/** No value is told: it is whatever somebody wrote. */
function expect(field: string, isRight: boolean, what: string): void {
  if (!isRight) throw new Forbidden(`${HEADER}: ${field}: expected ${what}`);
}

function read<Made>(schema: z.ZodMiniType<Made>, part: string, written: string): Made {
  const parsed = schema.safeParse(parseJson(Buffer.from(written, 'base64url').toString('utf8')));
  if (!parsed.success) throw new Forbidden(`${HEADER}: ${part}: expected what a load balancer writes`);
  return parsed.data;
}

/** Where such a door stands, `arn:aws:elasticloadbalancing:<region>:…`. */
export const regionOfDoor = ({ signer }: Pick<HostedDoor, 'signer'>): string => signer.split(':')[3] ?? '';
