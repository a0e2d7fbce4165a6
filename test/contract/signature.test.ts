import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signatureCredentials } from '../../shared/huawei/signature.ts';
import { parseAuthorization, signatureOf as signatureOfSent } from '../../stand-in/cloud/signature.ts';

/** The vendor's published sample (contract §6.4): the keys are part of it. */
const sample = {
  keys: {
    kind: 'keys',
    accessKey: 'QTWAOYTTINDUT2QVKYUC',
    secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc',
  },
  request: {
    method: 'GET',
    origin: 'https://service.region.example.com',
    path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
    headers: { 'content-type': 'application/json', 'X-Sdk-Date': '20191115T033655Z' },
  },
  signature: '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
} as const;

// We always sign `x-project-id` too, which the sample does not have: without a project id the signer leaves it out.
const NO_PROJECT = '';

test('the published sample, a GET with a query, gives the published signature', async () => {
  const signed = await signatureCredentials(sample.keys, NO_PROJECT).sign(sample.request);
  expect(signed).toEqual({
    ...sample.request,
    headers: {
      'content-type': 'application/json',
      host: 'service.region.example.com',
      'x-sdk-date': '20191115T033655Z',
      authorization:
        `SDK-HMAC-SHA256 Access=${sample.keys.accessKey}, ` +
        `SignedHeaders=content-type;host;x-sdk-date, Signature=${sample.signature}`,
    },
  });
});

describe('what is signed', () => {
  const post = { ...sample.request, method: 'POST', path: '/v3/p/instances', body: '{"a":1}' };
  const signatureOf = async (request: object, keys: object = {}, project = NO_PROJECT) => {
    const credentials = signatureCredentials({ ...sample.keys, ...keys }, project);
    return (await credentials.sign({ ...post, ...request })).headers.authorization;
  };

  test.each([
    ['method', { method: 'PUT' }, {}, ''],
    ['host', { origin: 'https://other.region.example.com' }, {}, ''],
    ['path', { path: '/v3/p/instance' }, {}, ''],
    ['query', { path: '/v3/p/instances?limit=1' }, {}, ''],
    ['body', { body: '{"a":2}' }, {}, ''],
    ['time', { headers: { ...post.headers, 'X-Sdk-Date': '20191115T033656Z' } }, {}, ''],
    ['language', { headers: { ...post.headers, 'x-language': 'zh-cn' } }, {}, ''],
    ['secret key', {}, { secretKey: 'another' }, ''],
    ['security token', {}, { securityToken: 'temporary' }, ''],
    ['project id', {}, {}, '77b6a44cba5143ab91d13ab9a8ff44fd'],
  ])('another %s gives another signature', async (_, request, keys, project) => {
    expect(await signatureOf(request, keys, project)).not.toBe(await signatureOf({}));
  });

  const verified = async (query: string, body?: string) => {
    const request = {
      ...sample.request,
      method: 'POST',
      path: `/v3/p/instances${query && `?${query}`}`,
      ...(body !== undefined && { body }),
    };
    const { headers } = await signatureCredentials(sample.keys, 'p').sign(request);
    const { signedHeaders = [], signature } = parseAuthorization(headers.authorization ?? '') ?? {};
    const header = (name: string) => headers[name] ?? '';
    const { method } = request;
    const sent = { method, path: '/v3/p/instances', rawQuery: query, header, signedHeaders };
    expect(signature).toBe(
      signatureOfSent({ ...sent, body: Buffer.from(body ?? '') }, sample.keys.secretKey),
    );
  };

  test('is every value of a repeated query name, as the documented algorithm has it', async () => {
    await verified('tags=b&limit=1&tags=a&tags=b');
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
    const pair = fc.tuple(fc.constantFrom('tags', 'limit', 'offset'), word);
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair, { maxLength: 8 }),
        fc.string({ unit: 'grapheme' }),
        async (pairs, text) => {
          await verified(new URLSearchParams([...pairs, ['name', text]]).toString().replaceAll('+', '%20'));
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    ['blanks', '{ "a": 1 }'],
    ['escapes', '{"reason":"\\u00fcber \\/ "}'],
    ['numbers as JavaScript would not write them', '{"a":1.0,"b":12345678901234567890,"c":1e2}'],
    ['keys that JavaScript would sort', '{"b":1,"2":2,"1":3}'],
    ['nothing', ''],
    ['null', 'null'],
    ['no JSON', 'a=1'],
  ])('is the body as it is sent, with %s', (_, body) => verified('', body));

  test('is whatever body is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.constantFrom(0, 1, 2), async (text, blanks) => {
        await verified('', JSON.stringify(JSON.parse(text), null, blanks));
        await verified('', text);
      }),
      { numRuns: 50 },
    );
  });

  test('the body goes out as it came in', async () => {
    const body = '{"reason":"überprüft \\u0026 geplant"}';
    expect((await signatureCredentials(sample.keys, NO_PROJECT).sign({ ...post, body })).body).toBe(body);
  });
});

test('what people are shown has neither signature nor security token', () => {
  const keys = { ...sample.keys, securityToken: 'temporary' };
  const shown = JSON.stringify(signatureCredentials(keys, 'p').mask(sample.request));
  expect(shown).toContain(sample.keys.accessKey);
  expect(shown).not.toContain(sample.keys.secretKey);
  expect(shown).not.toContain('temporary');
  expect(shown).toContain('Signature=***');
});

test('a refused signature cannot be renewed: repeating locks the key', () => {
  expect(signatureCredentials(sample.keys, 'p').renew()).toBe(false);
});
