import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { PAGES } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { canonicalHash, type Signed, signatureOf } from '../../stand-in/cloud/signature.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

test('the vendor’s test vector (contract §6.4)', () => {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: 'service.region.example.com',
    'x-sdk-date': '20191115T033655Z',
  };
  const request: Signed = {
    method: 'GET',
    path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
    rawQuery: 'marker=13551d6b-755d-4757-b956-536f674975c0&limit=2',
    header: (name) => headers[name] ?? '',
    signedHeaders: Object.keys(headers),
    body: Buffer.alloc(0),
  };
  expect(canonicalHash(request)).toBe('b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a');
  expect(signatureOf(request, 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc')).toBe(
    '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
  );
});

const { plugin } = PAGES;

/** Sends the plug-in page’s request, signed; `tamper` changes it after the signing. */
const sendSigned = async (
  tamper: { body?: string; headers?: Record<string, string>; access?: string } = {},
  date = cloud.clock.now(),
  extra: Record<string, string> = {},
) => {
  const [key] = cloud.state.accessKeys.values();
  const url = new URL(`${cloud.endpoints.gaussdb}/v3/${plugin.project_id}${plugin.path}`);
  const body = JSON.stringify(plugin.body);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: url.host,
    'x-project-id': plugin.project_id,
    'x-sdk-date': `${new Date(date).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
    ...extra,
  };
  const signedHeaders = Object.keys(headers).sort();
  const signature = signatureOf(
    {
      method: 'POST',
      path: url.pathname,
      rawQuery: '',
      header: (name) => headers[name] ?? '',
      signedHeaders,
      body: Buffer.from(body),
    },
    key?.secret ?? '',
  );
  const authorization = `SDK-HMAC-SHA256 Access=${tamper.access ?? key?.access}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, authorization, ...tamper.headers },
    body: tamper.body ?? body,
  });
  const { error_msg } = (await reply.json()) as { error_msg?: string };
  return [reply.status, error_msg?.replace('Incorrect IAM authentication information: ', '')];
};

test('a signed request is as good as a token', async () => {
  expect(await sendSigned()).toEqual([202, undefined]);
  expect(cloud.accepted).toMatchObject([{ authorization: 'signature' }]);
});

test('what was changed after signing, comes late, or from an unknown key is refused', async () => {
  expect(await sendSigned({ body: `${JSON.stringify(plugin.body)} ` })).toEqual([
    401,
    'verify aksk signature fail',
  ]);
  expect(await sendSigned({ headers: { 'x-project-id': 'x' } })).toEqual([401, 'verify aksk signature fail']);
  expect(await sendSigned({}, cloud.clock.now() - 15 * 60_000 - 1000)).toEqual([401, 'signature expired']);
  expect(await sendSigned({ access: 'NOBODY' })).toEqual([401, 'Get secretKey failed']);
  expect(cloud.accepted).toEqual([]);
});

test('its age is judged by the caller’s clock, however fast the cloud’s runs', async () => {
  cloud.clock.run(1e9);
  expect(await sendSigned({}, Date.now())).toEqual([202, undefined]);
  expect(await sendSigned({}, Date.now() - 15 * 60_000 - 1000)).toEqual([401, 'signature expired']);
});

test('more than five failures in a row lock the key for five minutes', async () => {
  for (let i = 0; i < 6; i += 1) await sendSigned({ body: '{}' });
  expect(await sendSigned()).toEqual([401, 'AK access failed to reach the limit, forbidden']);
  cloud.clock.advance(5 * 60_000);
  expect(await sendSigned()).toEqual([202, undefined]);
});

test('a temporary key needs its security token', async () => {
  const [key] = cloud.state.accessKeys.values();
  if (key) key.security_token = 'temporary';
  expect((await sendSigned())[0]).toBe(401);
  expect((await sendSigned({}, undefined, { 'x-security-token': 'temporary' }))[0]).toBe(202);
});
