import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import original from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build, stop } from 'esbuild';
import fc from 'fast-check';
import { slimSigner } from '../../infra/slim-signer.ts';
import { setClock } from '../world/clock.ts';

type Signer = Pick<typeof original, 'BasicCredentials'>;

let folder: string;
let slim: Signer;
let inputs: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'db-upkeep-signer-'));
  const outfile = join(folder, 'signer.cjs');
  const { metafile } = await build({
    entryPoints: ['@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js'],
    outfile,
    bundle: true,
    platform: 'node',
    plugins: [slimSigner],
    metafile: true,
  });
  inputs = Object.keys(metafile.inputs);
  slim = createRequire(import.meta.url)(outfile) as Signer;
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

interface Request {
  readonly keys: { ak: string; sk: string; projectId: string; securityToken?: string };
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const signedBy = async ({ BasicCredentials }: Signer, { keys, ...request }: Request) => {
  const signed = await new BasicCredentials(keys).processAuthRequest(undefined as never, {
    method: request.method,
    endpoint: request.origin,
    url: request.path,
    queryParams: { ...request.query },
    headers: { ...request.headers },
    ...(request.body !== undefined && { data: request.body }),
  });
  return signed.headers;
};

const text = fc
  .oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.string({ minLength: 1, unit: fc.constantFrom(...`'!()*~._- %/+é`) }),
  )
  .filter((one) => one.isWellFormed());
const ascii = fc.string({ minLength: 1, unit: fc.constantFrom(...'abzAZ09-_.') });
// As `new URL(…).origin` gives it, and no step of a path is empty or made of dots alone.
const origin = fc
  .oneof(
    fc.webUrl({ validSchemes: ['https', 'http'] }),
    fc.ipV4().map((host) => `https://${host}:8443`),
    fc.ipV6().map((host) => `http://[${host}]:80`),
    fc.constant('https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com'),
    fc.constant('https://Bücher.example:443'),
  )
  .map((url) => new URL(url).origin);
const step = text.filter((one) => !/^\.{0,2}$/.test(one)).map(encodeURIComponent);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'application/json;charset=utf8'),
    'x-language': fc.constantFrom('en-us', 'zh-cn'),
    'X-Project-Id': ascii,
    'a-header': ascii,
    'X-Sdk-Date': fc
      .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString().replaceAll(/[-:]|\.\d+/g, '')),
  },
  { requiredKeys: ['content-type'] },
);
const requests: fc.Arbitrary<Request> = fc.record({
  keys: fc.record(
    { ak: ascii, sk: text, projectId: ascii, securityToken: ascii },
    { requiredKeys: ['ak', 'sk', 'projectId'] },
  ),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  origin,
  path: fc.array(step, { maxLength: 6 }).map((steps) => `/${steps.join('/')}`),
  query: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
  headers,
  body: fc.option(fc.jsonValue(), { nil: undefined }),
});

test('the signer that is deployed signs whatever we may send as the vendor wrote it', async () => {
  const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  await fc.assert(
    fc.asyncProperty(requests, moments, async (request, now) => {
      setClock(now.getTime());
      expect(await signedBy(slim, request)).toEqual(await signedBy(original, request));
    }),
    { numRuns: 2000 },
  );
});

test('it holds none of the libraries that it does without', () => {
  expect(inputs.filter((input) => /node_modules\/(lodash|moment)\//.test(input))).toEqual([]);
  expect(inputs.filter((input) => input.startsWith('shared/'))).toHaveLength(3);
});

test.each([
  ['a date of another form', { headers: { 'content-type': 'application/json', 'X-Sdk-Date': '2019-11-15' } }],
  ['a URL without an origin', { origin: 'host', path: '/v3' }],
  ['a URL without a path', { path: '' }],
  ['a URL with a query', { path: '/v3?limit=1' }],
])('it refuses %s rather than sign it otherwise', async (_, change) => {
  const [request] = fc.sample(requests, 1);
  await expect(signedBy(slim, { ...(request as Request), ...change })).rejects.toThrow(/^expected a /);
});
