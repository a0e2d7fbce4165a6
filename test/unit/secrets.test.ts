import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setClock } from '../world/clock.ts';
import { type Service, startService } from '../world/service.ts';
import {
  batch,
  intentFor,
  newProject,
  PASSWORD,
  patched,
  tokenNumbered,
  wrongPassword,
} from './login-cases.ts';
import { type Answered, type Asked, type ScriptedHttp, startScriptedHttp } from './scripted-http.ts';

const START = Date.parse('2026-11-21T19:11:35Z');
const TTL = 300_000;
const LOGIN = { HW_DOMAIN_NAME: 'acme', HW_USER_NAME: 'upkeep', HW_USER_PASSWORD: PASSWORD };

let store: ScriptedHttp;
let iam: ScriptedHttp;
let cloud: ScriptedHttp;
let service: Service;
let made = 0;

/** Secrets Manager holding one text under whatever id it is asked for. */
const holds =
  (text: unknown) =>
  ({ body }: Asked): Answered => ({
    body: { Name: body.SecretId, SecretString: typeof text === 'string' ? text : JSON.stringify(text) },
  });
const run = () => batch(service, [intentFor(newProject())]);
const handOut = () => tokenNumbered(iam.asked.length);
const passwords = () => iam.asked.map(({ body }) => JSON.stringify(body).match(/"password":"([^"]*)"/)?.[1]);

beforeAll(async () => {
  store = await startScriptedHttp(holds(LOGIN));
  iam = await startScriptedHttp(handOut);
  cloud = await startScriptedHttp(patched);
  service = await startService(
    { iam: iam.origin, geminidb: cloud.origin },
    {
      HW_DOMAIN_NAME: '',
      HW_USER_NAME: '',
      HW_USER_PASSWORD: '',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: store.origin,
    },
  );
});
afterAll(async () => {
  await service.close();
  for (const server of [store, iam, cloud]) await server.close();
});
beforeEach(() => {
  setClock(START);
  process.env.HW_CREDENTIALS_SECRET = `db-upkeep/${++made}`; // its own, so that no test finds another's kept
  process.env.HW_ACCESS_KEY = '';
  store.answer = holds(LOGIN);
  iam.answer = handOut;
  cloud.answer = patched;
  for (const server of [store, iam, cloud]) server.asked.length = 0;
});

test('the secret is asked for by its id, and its password is used', async () => {
  const ran = await run();
  expect(ran.lines[0]?.status).toBe('accepted');
  expect(store.asked).toHaveLength(1);
  expect(store.asked[0]?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
  expect(store.asked[0]?.body.SecretId).toBe(process.env.HW_CREDENTIALS_SECRET);
  expect(passwords()).toEqual([PASSWORD]);
  expect(ran.raw.join('')).not.toContain(PASSWORD);
});

test('the secret may hold keys', async () => {
  store.answer = holds({ HW_ACCESS_KEY: 'AK1', HW_SECRET_KEY: 'hunter2-secret-key' });
  const ran = await run();
  expect(ran.lines[0]?.status).toBe('accepted');
  expect(cloud.asked[0]?.headers.authorization).toContain('Access=AK1');
});

test.each(['\n', '\r', '\u200b'])('a key in it that ends in %j is refused under its name', async (end) => {
  store.answer = holds({ HW_ACCESS_KEY: `AK1${end}`, HW_SECRET_KEY: 'hunter2-secret-key' });
  const ran = await run();
  expect(ran.lines[0]).toMatchObject({
    status: 'failed',
    retry: true,
    reason: expect.stringMatching(
      /^secret db-upkeep\/\d+: HW_ACCESS_KEY: expected .*, got text of length 4$/,
    ),
  });
  expect([...iam.asked, ...cloud.asked]).toEqual([]);
});

describe('what was read is used', () => {
  test.each([
    ['for five minutes', TTL - 1, 1],
    ['and not for longer', TTL, 2],
    ['nor when the clock was set back', -TTL, 2],
  ])('%s: %d ms', async (_, later, reads) => {
    await run();
    setClock(START + later);
    await run();
    expect(store.asked).toHaveLength(reads);
  });

  test('by simultaneous records together', async () => {
    await batch(
      service,
      Array.from({ length: 5 }, () => intentFor(newProject())),
    );
    expect(store.asked).toHaveLength(1);
  });

  test('until the password is refused: then a new one is fetched for the next run', async () => {
    iam.answer = () => wrongPassword;
    expect((await run()).lines[0]).toMatchObject({ status: 'failed' });
    expect(store.asked).toHaveLength(1);

    iam.answer = handOut;
    store.answer = holds({ ...LOGIN, HW_USER_PASSWORD: 'a-new-password' });
    expect((await run()).lines[0]).toMatchObject({ status: 'accepted' });
    expect(store.asked).toHaveLength(2);
    expect(passwords()).toEqual([PASSWORD, 'a-new-password']);
  });

  test('until the cloud refuses the keys: then new ones are fetched for the next run', async () => {
    store.answer = holds({ HW_ACCESS_KEY: 'AK1', HW_SECRET_KEY: 'hunter2-secret-key' });
    cloud.answer = () => ({
      status: 401,
      body: {
        error_code: 'APIGW.0301',
        error_msg: 'Incorrect IAM authentication information: verify aksk signature fail',
      },
    });
    await run();
    expect(cloud.asked).toHaveLength(1);

    cloud.answer = patched;
    store.answer = holds({ HW_ACCESS_KEY: 'AK2', HW_SECRET_KEY: 'hunter2-secret-key' });
    expect((await run()).lines[0]?.status).toBe('accepted');
    expect(store.asked).toHaveLength(2);
    expect(cloud.asked[1]?.headers.authorization).toContain('Access=AK2');
  });
});

describe('a secret that cannot be used', () => {
  const wrong: [string, unknown, string[]][] = [
    ['is no JSON', 'hunter2', ['HW_USER_PASSWORD', 'HW_SECRET_KEY']],
    ['is a JSON text', '"hunter2"', ['HW_USER_PASSWORD']],
    [
      'holds a password twice',
      JSON.stringify(LOGIN).replace('{', '{"HW_USER_PASSWORD":"hunter2",'),
      ['HW_USER_PASSWORD stands there twice'],
    ],
    ['is a list', '["hunter2"]', ['HW_USER_PASSWORD']],
    ['is null', 'null', ['HW_USER_PASSWORD']],
    ['holds a number', { ...LOGIN, HW_USER_PASSWORD: 4711_4711 }, ['HW_USER_PASSWORD']],
    ['holds null', { ...LOGIN, HW_DOMAIN_NAME: null }, ['HW_DOMAIN_NAME']],
    ['holds an object', { ...LOGIN, HW_USER_NAME: { hunter2: 1 } }, ['HW_USER_NAME']],
    ['holds nothing of it', { password: 'hunter2' }, ['HW_USER_PASSWORD', 'HW_SECRET_KEY']],
    ['holds half', { HW_USER_PASSWORD: 'hunter2' }, ['HW_DOMAIN_NAME', 'HW_USER_NAME']],
    [
      'holds both kinds',
      { ...LOGIN, HW_ACCESS_KEY: 'hunter2', HW_SECRET_KEY: 'hunter2' },
      ['HW_USER_PASSWORD', 'HW_SECRET_KEY'],
    ],
  ];
  test.each(wrong)('because it %s is named, with the variables and no value', async (_, text, names) => {
    store.answer = holds(text);
    const ran = await run();
    expect(ran.lines[0]).toMatchObject({ status: 'failed', outcomes: [{ verdict: 'not_sent' }] });
    expect(ran.lines[0]?.reason).toContain(process.env.HW_CREDENTIALS_SECRET);
    for (const name of names) expect(ran.lines[0]?.reason).toContain(name);
    expect(ran.raw.join('')).not.toMatch(/hunter2|47114711/);
    expect([...iam.asked, ...cloud.asked]).toEqual([]);
  });

  test('is masked as a whole from then on, for nobody knows which part of it is secret', async () => {
    store.answer = holds('no-json-but-secret');
    const ran = await batch(service, [{ ...intentFor(newProject()), change_id: 'CHG no-json-but-secret' }]);
    expect(ran.raw.join('')).toContain('CHG ***');
    expect(ran.raw.join('')).not.toContain('no-json-but-secret');
  });

  test('because there are plain credentials besides is refused before it is read', async () => {
    process.env.HW_ACCESS_KEY = 'hunter2';
    const ran = await run();
    expect(ran.lines[0]?.reason).toMatch(/HW_CREDENTIALS_SECRET and HW_ACCESS_KEY are both set/);
    expect(ran.raw.join('')).not.toContain('hunter2');
    expect(store.asked).toEqual([]);
  });
});

describe('a store that fails', () => {
  const notFound = { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find it." };
  test.each<[string, Answered]>([
    ['does not know the secret', { status: 400, body: notFound }],
    ['is down', { status: 500, body: {} }],
    ['cuts the connection', { cut: true }],
    ['has an empty text', { body: { SecretString: '' } }],
    ['has bytes instead of a text', { body: { SecretBinary: 'aGk=' } }],
  ])('because it %s sends nothing, and is asked again by the next run', async (_, answer) => {
    store.answer = () => answer;
    const failed = await run();
    expect(failed.lines[0]).toMatchObject({ status: 'failed', outcomes: [{ verdict: 'not_sent' }] });
    expect(failed.lines[0]?.reason).toContain(`secret ${process.env.HW_CREDENTIALS_SECRET} cannot be read`);
    expect([...iam.asked, ...cloud.asked]).toEqual([]);

    store.answer = holds(LOGIN);
    expect((await run()).lines[0]?.status).toBe('accepted');
  });
});
