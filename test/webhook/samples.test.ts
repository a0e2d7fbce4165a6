import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { handler as decide } from '../../functions/receive-decision/handler.ts';
import { handler as show } from '../../functions/show-request/handler.ts';
import { call } from '../world/desk.ts';
import { rememberEnvironment } from '../world/environment.ts';

const folder = fileURLToPath(new URL('../../docs/samples/', import.meta.url));
const SAMPLES: readonly (readonly [file: string, command: string, needs: string])[] = [
  ['sign.sh', 'bash', 'openssl'],
  ['sign.py', 'python3', 'python3'],
  ['sign.mjs', process.execPath, process.execPath],
];
// A key of the shortest and of the longest length, one with every digit that base64 has beside letters.
const SECRETS = [Buffer.alloc(24, 251), randomBytes(64)].map((key) => `whsec_${key.toString('base64')}`);

let restore: () => void;
beforeAll(() => {
  restore = rememberEnvironment();
});
afterAll(() => restore());

const isHere = (command: string) => spawnSync(command, ['version']).error === undefined;

function headersBy(command: string, file: string, secret: string, content: string): Record<string, string> {
  const { status, stdout, stderr } = spawnSync(command, [`${folder}${file}`, 'any-id'], {
    input: content,
    env: { ...process.env, SECRET: secret },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(': ')),
  );
}

describe.each(SAMPLES)('docs/samples/%s', (file, command, needs) => {
  const here = isHere(needs) && isHere(command);
  const title = here ? 'signs what we take' : `not tried: there is no ${needs} on this machine`;
  (here ? test : test.skip).each(SECRETS)(`${title} (%#)`, async (secret) => {
    process.env.WEBHOOK_SENDERS = JSON.stringify({ desk: secret });
    // Whoever is let in is told that there is no such id, or what is wrong with the body; any other gets a 401.
    const path = { request_id: 'no id has a blank' };
    const asked = `GET /webhooks/requests/${path.request_id}`;
    const headers = headersBy(command, file, secret, asked);
    expect(await call(show, { headers, pathParameters: path })).toMatchObject({ status: 404 });
    const elsewhere = { request_id: 'another' };
    expect(await call(show, { headers, pathParameters: elsewhere })).toMatchObject({ status: 401 });
    const body = '{"verb":"é – 王",\n "said_by":"100 %\\\\"}\n';
    const signed = { headers: headersBy(command, file, secret, body), body, isBase64Encoded: false };
    expect(await call(decide, signed)).toMatchObject({ status: 400, line: { sender: 'desk' } });
    expect(await call(decide, { ...signed, body: body.trimEnd() })).toMatchObject({ status: 401 });
  });
});
