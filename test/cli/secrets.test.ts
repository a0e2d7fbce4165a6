import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { type Ended, secrets, secretsOf, withKeys, withPassword } from './command.ts';

const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const CREDENTIALS = 'db-upkeep/prod/credentials';
const SENDERS = 'db-upkeep/prod/webhook-senders';
const CHANNELS = 'db-upkeep/prod/channels';
const [OLD, NEW] = [`whsec_${'o'.repeat(32)}`, `whsec_${'n'.repeat(32)}`];

let cloud: Cloud;
let store: ScriptedHttp;
const held = new Map<string, string>();
const printed: Ended[] = [];

beforeAll(async () => {
  cloud = await startCloud();
  store = await startScriptedHttp(({ headers, body }) => {
    const id = String(body.SecretId);
    if (headers['x-amz-target'] === 'secretsmanager.PutSecretValue') {
      held.set(id, String(body.SecretString));
      return { body: { Name: id, VersionStages: ['AWSCURRENT'] } };
    }
    const text = held.get(id);
    return text === undefined
      ? { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'no value' } }
      : { body: { Name: id, SecretString: text, VersionId: 'v' } };
  });
});
afterAll(async () => {
  await store.close();
  await cloud.close();
});
beforeEach(() => {
  cloud.reset();
  held.clear();
  printed.length = 0;
});
afterEach(() => {
  const text = printed.map(({ stdout, stderr }) => stdout + stderr).join('');
  for (const secret of [...secretsOf(cloud), OLD, NEW]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\n\s+at .*:\d+/);
});

const place = () => ({
  AWS_ENDPOINT_URL_SECRETS_MANAGER: store.origin,
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: PROJECT,
  HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
});
const run = async (words: string, input?: string, environment: Record<string, string> = {}) => {
  const args = [...words.split(' '), '--stage', 'prod', '--aws-region', 'eu-west-1'];
  const ended = await secrets(args, { ...place(), ...environment }, input);
  printed.push(ended);
  return ended;
};
const login = (names: Record<string, string>) =>
  JSON.stringify(
    Object.fromEntries(Object.entries(names).filter(([name]) => !/REGION|ENDPOINTS|PREFLIGHT/.test(name))),
  );
const password = () => login(withPassword(cloud));
const keys = () => login(withKeys(cloud));
const wrong = () => password().replace('correct horse', 'wrong horse');

describe('set', () => {
  test('puts credentials into the secret of the stage, from the standard input', async () => {
    expect(await run('set credentials', `${password()}\n`)).toMatchObject({ code: 0, stderr: '' });
    expect(held.get(CREDENTIALS)).toBe(password());
    expect(cloud.received).toEqual([]);
  });

  test('and senders, naming them', async () => {
    const { code, stdout } = await run('set senders', JSON.stringify({ desk: [NEW, OLD], 'ci.bot': NEW }));
    expect([code, stdout]).toEqual([
      0,
      `${SENDERS}: in force; functions use it within five minutes\n  desk: two secrets\n  ci.bot: one secret\n`,
    ]);
  });

  test('and channels, naming them and their kinds', async () => {
    const url = 'https://open.feishu.cn/open-apis/bot/v2/hook/a-key-that-nobody-sees';
    const channels = JSON.stringify({ 'dba-room': { kind: 'feishu', url, secret: 'never-shown' } });
    const { code, stdout, stderr } = await run('set channels', channels);
    expect([code, stdout, stderr]).toEqual([
      0,
      `${CHANNELS}: in force; functions use it within five minutes\n  dba-room: feishu\n`,
      '',
    ]);
    expect(held.get(CHANNELS)).toBe(channels);
    held.set(CREDENTIALS, password());
    expect((await run('check')).stdout).toContain(`${CHANNELS}:\n  dba-room: feishu\n`);
  });

  test.each([
    [
      'set channels',
      '{"room":{"kind":"slack","url":"http://hidden.example.com/x"}}',
      'room: url: expected https',
    ],
    ['set channels', '{"room":{"kind":"slack","url":"https://127.0.0.1/x"}}', 'room: url: expected a host'],
    ['set channels', 'no JSON', 'channels: expected JSON such as'],
    ['rotate channels', '{}', 'expected one of credentials, senders'],
    ['set credentials', 'no JSON', 'the input: expected a JSON object of HW_… names'],
    ['set credentials', '{"HW_PASSWORD":"x"}', 'HW_PASSWORD: expected texts under HW_DOMAIN_NAME'],
    ['set credentials', '{"HW_USER_NAME":"x"}', 'the input'],
    [
      'set credentials',
      '{"HW_USER_PASSWORD":"x","HW_USER_PASSWORD":"hunter2"}',
      'the input: HW_USER_PASSWORD stands there twice',
    ],
    ['set senders', '{"desk":"x","desk":"hunter2"}', 'senders: expected JSON of sender names'],
    ['set senders', '{"desk":"hunter2hunter2"}', 'senders: expected JSON of sender names'],
    ['set credentials', '', 'the standard input is empty'],
  ])('%s refuses %s and changes nothing', async (words, input, message) => {
    const { code, stderr } = await run(words, input);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
    expect(held.size).toBe(0);
  });

  test.each([
    ['HW_ACCESS_KEY', '\n'],
    ['HW_SECRET_KEY', '\r'],
    ['HW_SECURITY_TOKEN', '\u200b'],
  ])('refuses a login whose %s ends in %j, in every form, and the name is told', async (name, end) => {
    const spoilt = { HW_SECURITY_TOKEN: 'gQpjbi1ub3J0aC00', ...JSON.parse(keys()) };
    spoilt[name] += end;
    for (const action of ['set', 'rotate']) {
      const { code, stderr } = await run(`${action} credentials`, JSON.stringify(spoilt));
      expect([code, stderr]).toEqual([
        64,
        expect.stringMatching(new RegExp(`^the input: ${name}: expected .*, got text of length \\d+\n$`)),
      ]);
    }
    expect(held.size).toBe(0);
    held.set(CREDENTIALS, JSON.stringify(spoilt));
    const { code, stderr } = await run('check');
    expect([code, stderr]).toEqual([
      64,
      expect.stringContaining(`secret ${CREDENTIALS}: ${name}: expected `),
    ]);
    expect(cloud.received).toEqual([]);
  });
});

describe('check', () => {
  test.each(['password', 'key'])(
    'names the project that a good %s leads to, and the senders',
    async (kind) => {
      held.set(CREDENTIALS, kind === 'key' ? keys() : password());
      held.set(SENDERS, JSON.stringify({ desk: [OLD] }));
      const { code, stdout } = await run('check');
      expect([code, stdout]).toEqual([
        0,
        `${SENDERS}:\n  desk: one secret\n${CHANNELS}: empty, so people are told by mail alone\n${CREDENTIALS}: the ${kind} is good; project ap-southeast-1_patch (${PROJECT})\n`,
      ]);
    },
  );

  test('tells what is still empty', async () => {
    const { code, stdout } = await run('check');
    expect(code).toBe(69);
    expect(stdout).toContain(`${SENDERS}: empty`);
    expect(stdout).toContain(
      `${CREDENTIALS}: empty; npx --no-install db-upkeep secrets set credentials --stage prod --aws-region 'eu-west-1'\n`,
    );
  });

  test('tells that the login is refused, having tried it once', async () => {
    held.set(CREDENTIALS, wrong());
    const { code, stderr } = await run('check');
    expect([code, stderr]).toEqual([69, expect.stringContaining('CredentialsRefused')]);
    expect(cloud.received).toHaveLength(1);
  });

  test('tells that the login is good and sees another project', async () => {
    held.set(CREDENTIALS, keys());
    const { code, stdout } = await run('check', '', { HW_PROJECT_ID: 'f'.repeat(32) });
    expect([code, stdout]).toEqual([1, expect.stringContaining('does not see the project')]);
  });
});

describe('rotate', () => {
  test('puts credentials in force that the cloud takes', async () => {
    held.set(CREDENTIALS, keys());
    expect(await run('rotate credentials', password())).toMatchObject({ code: 0 });
    expect(held.get(CREDENTIALS)).toBe(password());
  });

  test('leaves the old ones in force when the cloud refuses the new', async () => {
    held.set(CREDENTIALS, keys());
    expect(await run('rotate credentials', wrong())).toMatchObject({ code: 69 });
    expect(held.get(CREDENTIALS)).toBe(keys());
  });

  test('and when the new ones do not see the project', async () => {
    held.set(CREDENTIALS, password());
    expect(await run('rotate credentials', keys(), { HW_PROJECT_ID: 'f'.repeat(32) })).toMatchObject({
      code: 1,
    });
    expect(held.get(CREDENTIALS)).toBe(password());
  });

  test("adds a sender's new secret before the old one, and drops the old one when asked", async () => {
    held.set(SENDERS, JSON.stringify({ desk: OLD, other: [OLD] }));
    expect(await run('rotate senders --sender desk', `${NEW}\n`)).toMatchObject({ code: 0 });
    expect(JSON.parse(held.get(SENDERS) ?? '')).toEqual({ desk: [NEW, OLD], other: [OLD] });
    expect(await run('rotate senders --sender desk --drop-old')).toMatchObject({ code: 0 });
    expect(JSON.parse(held.get(SENDERS) ?? '')).toEqual({ desk: [NEW], other: [OLD] });
  });

  test('takes a new sender, also the first', async () => {
    expect(await run('rotate senders --sender desk', NEW)).toMatchObject({ code: 0 });
    expect(JSON.parse(held.get(SENDERS) ?? '')).toEqual({ desk: [NEW] });
  });
});

test.each([
  ['', 'expected one of secrets set, secrets check, secrets rotate'],
  ['set', 'expected credentials|senders|channels: which of the three secrets'],
  ['set passwords', 'expected one of credentials, senders, channels, got "passwords"'],
  ['check credentials', 'expected options only, got "credentials"'],
  ['rotate senders', '--sender belongs to rotate senders, which needs it'],
  ['set senders --sender x', "Unknown option '--sender'"],
  ['rotate credentials --drop-old', '--drop-old belongs to rotate senders'],
])('"%s" is no command: %s', async (words, message) => {
  const ended = await secrets([...words.split(' ').filter(Boolean), '--stage', 'prod'], {});
  expect([ended.code, ended.stderr]).toEqual([64, expect.stringContaining(message)]);
});

test('a stage is needed', async () => {
  expect(await secrets(['check'], {})).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('--stage'),
  });
});

test('a secret that may not be read is no empty one: nobody else loses theirs', async () => {
  const { answer } = store;
  store.answer = (asked) =>
    asked.headers['x-amz-target'] === 'secretsmanager.GetSecretValue'
      ? { status: 400, body: { __type: 'AccessDeniedException', Message: 'not you' } }
      : answer(asked);
  const { code, stderr } = await run('rotate senders --sender desk', NEW);
  store.answer = answer;
  expect([code, stderr]).toEqual([69, expect.stringContaining('AccessDeniedException: not you')]);
  expect(held.size).toBe(0);
});

test('a store that does not answer is no empty secret', async () => {
  const { code, stderr } = await run('check', '', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9' });
  expect([code, stderr]).toEqual([69, expect.stringContaining(`secret ${SENDERS}`)]);
});
