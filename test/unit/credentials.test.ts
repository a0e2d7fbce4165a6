import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type Service, startService } from '../world/service.ts';
import { batch, intentFor, newProject, patched, tokenNumbered } from './login-cases.ts';
import { type ScriptedHttp, startScriptedHttp } from './scripted-http.ts';

const TOKEN = {
  HW_DOMAIN_NAME: 'hunter2-domain',
  HW_USER_NAME: 'hunter2-user',
  HW_USER_PASSWORD: 'hunter2-pass',
};
const KEYS = { HW_ACCESS_KEY: 'HUNTER2ACCESSKEY', HW_SECRET_KEY: 'hunter2-secret-key' };
const NONE = Object.fromEntries(
  [...Object.keys(TOKEN), ...Object.keys(KEYS), 'HW_SECURITY_TOKEN'].map((name) => [name, '']),
);

let iam: ScriptedHttp;
let cloud: ScriptedHttp;
let service: Service;

beforeAll(async () => {
  iam = await startScriptedHttp(() => tokenNumbered(1));
  cloud = await startScriptedHttp(patched);
  service = await startService({ iam: iam.origin, geminidb: cloud.origin });
});
afterAll(async () => {
  await service.close();
  await iam.close();
  await cloud.close();
});
beforeEach(() => {
  Object.assign(process.env, NONE);
  iam.asked.length = 0;
  cloud.asked.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('by environment', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, [...Object.keys(TOKEN), ...Object.keys(KEYS), 'HW_SECURITY_TOKEN']],
    ['both kinds', { ...TOKEN, ...KEYS }, [...Object.keys(TOKEN), ...Object.keys(KEYS)]],
    [
      'parts of both kinds',
      { HW_USER_NAME: 'hunter2-user', HW_ACCESS_KEY: 'HUNTER2' },
      ['HW_USER_NAME', 'HW_ACCESS_KEY'],
    ],
    ['no domain', { ...TOKEN, HW_DOMAIN_NAME: '' }, ['HW_DOMAIN_NAME']],
    ['no user', { ...TOKEN, HW_USER_NAME: '' }, ['HW_USER_NAME']],
    ['no password', { ...TOKEN, HW_USER_PASSWORD: '' }, ['HW_USER_PASSWORD']],
    ['a password alone', { HW_USER_PASSWORD: 'hunter2' }, ['HW_DOMAIN_NAME', 'HW_USER_NAME']],
    ['no secret key', { ...KEYS, HW_SECRET_KEY: '' }, ['HW_SECRET_KEY']],
    ['no access key', { ...KEYS, HW_ACCESS_KEY: '' }, ['HW_ACCESS_KEY']],
    ['a security token alone', { HW_SECURITY_TOKEN: 'hunter2' }, Object.keys(KEYS)],
  ])('%s is refused: the variables are named, no value is, and nobody is asked', async (_, env, names) => {
    Object.assign(process.env, env);
    const ran = await batch(service, [intentFor(newProject())]);
    expect(ran.lines).toHaveLength(1);
    expect(ran.lines[0]).toMatchObject({ status: 'failed', outcomes: [{ verdict: 'not_sent' }] });
    for (const name of names) expect(ran.lines[0]?.reason).toContain(name);
    expect(ran.raw.join('')).not.toMatch(/hunter2/i);
    expect([...iam.asked, ...cloud.asked]).toEqual([]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    [
      'no password',
      { ...TOKEN, HW_USER_PASSWORD: '' },
      ['HW_DOMAIN_NAME', 'HW_USER_NAME', ...Object.keys(KEYS)],
    ],
    ['no secret key', { ...KEYS, HW_SECRET_KEY: '' }, ['HW_ACCESS_KEY', ...Object.keys(TOKEN)]],
  ])('%s: what is not missing is not called missing', async (_, env, names) => {
    Object.assign(process.env, env);
    const ran = await batch(service, [intentFor(newProject())]);
    for (const name of names) expect(ran.lines[0]?.reason).not.toContain(name);
  });

  test('a password asks IAM and sends the token', async () => {
    Object.assign(process.env, TOKEN);
    await batch(service, [intentFor(newProject())]);
    expect(iam.asked).toHaveLength(1);
    expect(cloud.asked[0]?.headers).toMatchObject({ 'x-auth-token': 'token-number-1' });
    expect(cloud.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  test.each([
    ['lasting', undefined],
    ['temporary', 'hunter2-security-token'],
  ])('%s keys ask nobody and sign', async (_, securityToken) => {
    Object.assign(process.env, KEYS, { HW_SECURITY_TOKEN: securityToken ?? '' });
    const project = newProject();
    const ran = await batch(service, [intentFor(project)]);
    expect(ran.lines[0]?.status).toBe('accepted');
    expect(iam.asked).toEqual([]);
    expect(cloud.asked[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(
        /^SDK-HMAC-SHA256 Access=HUNTER2ACCESSKEY, SignedHeaders=.+, Signature=/,
      ),
      'x-project-id': project,
    });
    expect(cloud.asked[0]?.headers['x-security-token']).toBe(securityToken);
    expect(ran.raw.join('')).not.toMatch(/hunter2|Signature=[0-9a-f]/);
  });

  test('a signature the cloud does not take is not tried again', async () => {
    Object.assign(process.env, KEYS);
    cloud.answer = () => ({
      status: 401,
      body: {
        error_code: 'APIGW.0301',
        error_msg: 'Incorrect IAM authentication information: verify aksk signature fail',
      },
    });
    const ran = await batch(service, [intentFor(newProject())]);
    cloud.answer = patched;
    expect(cloud.asked).toHaveLength(1);
    expect(ran.lines[0]).toMatchObject({
      status: 'failed',
      outcomes: [{ verdict: 'not_sent', code: 'APIGW.0301' }],
    });
    expect(ran.again).toBe(false);
  });

  test('a signature the cloud repeats comes out masked', async () => {
    Object.assign(process.env, KEYS);
    let signature = '';
    cloud.answer = ({ headers }) => {
      signature = headers.authorization?.split('Signature=')[1] ?? '';
      return { status: 400, body: { error_code: 'DBS.200001', error_msg: `not ${signature}` } };
    };
    const ran = await batch(service, [intentFor(newProject())]);
    cloud.answer = patched;
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(ran.raw.join('')).toContain('not ***');
    expect(ran.raw.join('')).not.toContain(signature);
  });

  test('a dry run shows the call with every secret masked, and asks nobody', async () => {
    for (const env of [TOKEN, { ...KEYS, HW_SECURITY_TOKEN: 'hunter2-security-token' }]) {
      Object.assign(process.env, NONE, env);
      const ran = await batch(service, [{ ...intentFor(newProject()), dry_run: true }]);
      expect(ran.lines[0]).toMatchObject({ status: 'dry_run', calls: [{ method: 'POST' }] });
      expect(ran.raw.join('')).not.toContain('hunter2');
      expect([...iam.asked, ...cloud.asked]).toEqual([]);
    }
  });
});

describe('a credential that no request can carry', () => {
  const SAID = 'wrong environment: expected visible ASCII characters without blanks, got text of length';
  const sent = (name: string) => {
    const headers = cloud.asked[0]?.headers;
    if (name === 'HW_ACCESS_KEY') return /Access=([^,]*),/.exec(headers?.authorization ?? '')?.[1];
    return headers?.['x-security-token'];
  };
  const tried = async (env: Record<string, string>) => {
    Object.assign(process.env, NONE, env);
    cloud.asked.length = 0;
    return batch(service, [intentFor(newProject())]);
  };
  const near = fc.tuple(
    fc.constantFrom('', 'HUNTER2'),
    fc.constantFrom('\n', '\r', '\r\n', '\t', ' ', '\u200b', '\ufeff', '\u00a0', '\u00e9', '\u4e2d', ','),
    fc.constantFrom('', 'HUNTER2'),
  );
  const texts = fc
    .oneof(
      near.map((parts) => parts.join('')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }),
    )
    // A secret is masked for as long as the process lives: one that is a word of our own message would spoil the next test.
    .filter((text) => !text.includes('\0') && !(text.length > 3 && SAID.includes(text)));

  test.each(['HW_ACCESS_KEY', 'HW_SECURITY_TOKEN'])(
    '%s is sent as it is, or refused under its name: never unknown',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const ran = await tried({ ...KEYS, [name]: text });
          const [line] = ran.lines;
          if (line?.status === 'accepted') expect(sent(name)).toBe(text);
          else {
            expect(line).toMatchObject({
              status: 'failed',
              reason: expect.stringContaining(`${name}: expected `),
            });
            expect(cloud.asked).toEqual([]);
          }
          const comma = name === 'HW_ACCESS_KEY' && text.includes(',');
          expect(line?.status === 'accepted').toBe(/^[!-~]+$/.test(text) && !comma);
        }),
        { numRuns: 150 },
      );
    },
  );

  test.each([
    ...Object.keys(TOKEN).map((name) => [name, TOKEN] as const),
    ...Object.keys(KEYS).map((name) => [name, KEYS] as const),
  ])('%s that ends in what does not show is refused, and nobody is asked', async (name, login) => {
    for (const end of ['\n', '\r', '\r\n', '\u200b', '\ufeff', '\u00a0', '\u2028', '\u007f']) {
      const ran = await tried({ ...login, [name]: `${(login as Record<string, string>)[name]}${end}` });
      expect(ran.lines[0]).toMatchObject({
        status: 'failed',
        retry: true,
        reason: expect.stringMatching(`^wrong environment: ${name}: expected .*, got text of length \\d+$`),
      });
      expect(ran.raw.join('')).not.toMatch(/hunter2/i);
    }
    expect([...iam.asked, ...cloud.asked]).toEqual([]);
  });

  test('a password of several words, in any script, is sent as it is', async () => {
    const password = ' correct hörse 密码 ';
    await tried({ ...TOKEN, HW_USER_PASSWORD: password });
    expect(iam.asked[0]?.body).toMatchObject({ auth: { identity: { password: { user: { password } } } } });
  });
});

describe('a region without a known host', () => {
  test('is refused before the password goes anywhere', async () => {
    Object.assign(process.env, TOKEN);
    const agent = process.getBuiltinModule('node:https').Agent.prototype as unknown as {
      createConnection(): never;
    };
    const connect = jest.spyOn(agent, 'createConnection').mockImplementation(() => {
      throw new Error('no connection is expected');
    });
    const ran = await batch(service, [{ ...intentFor(newProject()), region: 'xx-nowhere-9' }]);
    expect(connect.mock.calls.length).toBe(0);
    expect(ran.lines[0]).toMatchObject({ status: 'invalid', faults: [{ path: 'region' }] });
  });
});
