import { expect, test } from '@jest/globals';
import { converse } from '../../shared/huawei/converse.ts';
import type { Credentials } from '../../shared/huawei/credentials.ts';

const wire = { method: 'GET', origin: 'https://cloud.example', path: '/', headers: {} };

/** What became of a request to which the cloud gives these answers one after the other, and what was told of the login. */
async function conversed(
  renews: boolean,
  ...replies: [status: number, error_code: string, words?: string][]
) {
  const told: boolean[] = [];
  const credentials: Credentials = {
    mode: 'token',
    ready: async () => {},
    sign: async (request) => request,
    renew: () => renews,
    tell: async (good) => void told.push(good),
    leave: async () => {},
    mask: (request) => request,
  };
  let asked = 0;
  const ended = await converse('gaussdb', credentials, wire, async () => {
    const [status, error_code, error_msg = 'no'] = replies[asked++] ?? [500, 'asked too often'];
    return { status, headers: {}, body: JSON.stringify({ error_code, error_msg }) };
  }).then(
    ({ status, error }) => `${status} ${error?.code}`,
    ({ name, message }: Error) => `${name}: ${message}`,
  );
  return { ended, asked, told };
}

const taken = { asked: 1, told: [true] };
const refused = (status: number, asked = 1) => ({
  ended: `CredentialsRefused: the cloud answered ${status} to our credentials: no`,
  asked,
  told: [false],
});

test.each([
  ['another error is of the request', 409, 'DBS.200011'],
  ['so is a denied permission', 403, 'APIGW.0302'],
  ['a success says nothing of the login, whatever stands in it', 202, 'APIGW.0303'],
])('%s', async (_, status, code) => {
  expect(await conversed(true, [status, code])).toEqual({ ...taken, ended: `${status} ${code}` });
});

test.each([
  [401, 'XYZ.1'],
  [403, 'APIGW.0303'],
])('%d %s refuses the login, which a fresh token does not cure', async (status, code) => {
  expect(await conversed(true, [status, code])).toEqual(refused(status));
});

test('a token that is no longer good is renewed once', async () => {
  const old: [number, string] = [401, 'APIGW.0307'];
  expect(await conversed(true, old, [200, 'DBS.1'])).toEqual({ ended: '200 DBS.1', asked: 2, told: [true] });
  expect(await conversed(true, old, old, old)).toEqual(refused(401, 2));
  expect(await conversed(false, old, old)).toEqual(refused(401, 1));
});
