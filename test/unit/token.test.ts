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
import { type Answered, type ScriptedHttp, startScriptedHttp } from './scripted-http.ts';

const START = Date.parse('2026-11-21T19:11:35Z');
const DAY = 86_400_000;
const MARGIN = 600_000;

let iam: ScriptedHttp;
let cloud: ScriptedHttp;
let service: Service;

const handOut = () => tokenNumbered(iam.asked.length);

beforeAll(async () => {
  iam = await startScriptedHttp(handOut);
  cloud = await startScriptedHttp(patched);
  service = await startService(
    { iam: iam.origin, geminidb: cloud.origin },
    { HW_USER_PASSWORD: PASSWORD, HW_PROJECT_ID: '' },
  );
});
afterAll(async () => {
  await service.close();
  await iam.close();
  await cloud.close();
});
beforeEach(() => {
  setClock(START);
  iam.answer = handOut;
  cloud.answer = patched;
  iam.asked.length = 0;
  cloud.asked.length = 0;
});

const tokensUsed = () => cloud.asked.map(({ headers }) => headers['x-auth-token']);
const verdicts = ({ lines }: { lines: { outcomes: readonly { verdict: string }[] }[] }) =>
  lines.flatMap(({ outcomes }) => outcomes.map(({ verdict }) => verdict));

test('what IAM is asked: the password method, scoped to the project, without the catalogue', async () => {
  const project = newProject();
  await batch(service, [intentFor(project)]);
  expect(iam.asked).toHaveLength(1);
  expect(iam.asked[0]?.path).toBe('/v3/auth/tokens?nocatalog=true');
  expect(iam.asked[0]?.headers['content-type']).toBe('application/json;charset=utf8');
  expect(iam.asked[0]?.body).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'upkeep', password: PASSWORD, domain: { name: 'acme' } } },
      },
      scope: { project: { id: project } },
    },
  });
});

describe('one token', () => {
  test('serves all records of a batch, that come at the same time', async () => {
    const project = newProject();
    const ran = await batch(
      service,
      Array.from({ length: 5 }, () => intentFor(project)),
    );
    expect(iam.asked).toHaveLength(1);
    expect(tokensUsed()).toEqual(Array(5).fill('token-number-1'));
    expect(verdicts(ran)).toEqual(Array(5).fill('accepted'));
    expect(ran.raw.join('')).not.toMatch(/token-number|hunter2/);
  });

  test('serves one project only', async () => {
    const [one, other] = [newProject(), newProject()];
    await batch(service, [intentFor(one)]);
    await batch(service, [intentFor(other)]);
    await batch(service, [intentFor(one)]);
    expect(iam.asked).toHaveLength(2);
    expect(tokensUsed()).toEqual(['token-number-1', 'token-number-2', 'token-number-1']);
  });

  test.each([
    ['until ten minutes before its end', DAY - MARGIN - 1000, 1],
    ['and then no longer', DAY - MARGIN, 2],
    ['nor after its end', DAY + 1, 2],
  ])('serves %s', async (_, later, tokens) => {
    const project = newProject();
    await batch(service, [intentFor(project)]);
    setClock(START + later);
    await batch(service, [intentFor(project)]);
    expect(iam.asked).toHaveLength(tokens);
    expect(tokensUsed()[1]).toBe(`token-number-${tokens}`);
  });

  test('of which IAM does not say how long it is valid serves half a day', async () => {
    const project = newProject();
    iam.answer = () => ({ ...handOut(), body: {} });
    await batch(service, [intentFor(project)]);
    setClock(START + DAY / 2 - MARGIN - 1000);
    await batch(service, [intentFor(project)]);
    expect(iam.asked).toHaveLength(1);
    setClock(START + DAY / 2);
    await batch(service, [intentFor(project)]);
    expect(iam.asked).toHaveLength(2);
  });
});

describe('a failure of IAM', () => {
  test.each<[string, Answered]>([
    ['a 500', { status: 500, body: '<html>' }],
    ['a 503 without body', { status: 503, body: '' }],
    ['a cut connection', { cut: true }],
    ['a 201 without token', { status: 201, body: { token: {} } }],
    ['a 201 with an empty token', { status: 201, headers: { 'x-subject-token': '' } }],
    ['a 200, which is not what creation answers', { status: 200, headers: { 'x-subject-token': 'x-y-z' } }],
    ['a 429', { status: 429, body: {} }],
  ])('sends nothing, and is forgotten: %s', async (_, answer) => {
    const project = newProject();
    iam.answer = () => answer;
    const failed = await batch(service, [intentFor(project)]);
    expect(verdicts(failed)).toEqual(['not_sent']);
    expect(cloud.asked).toEqual([]);
    expect(iam.asked).toHaveLength(1);

    iam.answer = handOut;
    expect(verdicts(await batch(service, [intentFor(project)]))).toEqual(['accepted']);
    expect(iam.asked).toHaveLength(2);
  });
});

describe('a wrong password', () => {
  beforeEach(() => {
    iam.answer = () => wrongPassword;
  });

  test('is tried once, however many records wait for it', async () => {
    const project = newProject();
    const ran = await batch(
      service,
      Array.from({ length: 5 }, () => intentFor(project)),
    );
    expect(iam.asked).toHaveLength(1);
    expect(cloud.asked).toEqual([]);
    expect(verdicts(ran)).toEqual(Array(5).fill('not_sent'));
    for (const line of ran.lines) {
      expect(line).toMatchObject({ status: 'failed', reason: expect.stringContaining('password is wrong') });
    }
    expect(ran.raw.join('')).not.toContain('hunter2');
  });

  test('is tried once, however many projects the records are for', async () => {
    await batch(
      service,
      Array.from({ length: 5 }, () => intentFor(newProject())),
    );
    expect(iam.asked).toHaveLength(1);
  });
});

describe('a token the cloud refuses', () => {
  const refused = {
    status: 401,
    body: { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' },
  };

  test('is replaced once, and the request sent again', async () => {
    const project = newProject();
    cloud.answer = (asked) => (cloud.asked.length === 1 ? refused : patched(asked));
    const ran = await batch(service, [intentFor(project)]);
    expect(verdicts(ran)).toEqual(['accepted']);
    expect(tokensUsed()).toEqual(['token-number-1', 'token-number-2']);
  });

  test('is not replaced a second time', async () => {
    const project = newProject();
    cloud.answer = () => refused;
    const ran = await batch(service, [intentFor(project)]);
    expect(verdicts(ran)).not.toContain('accepted');
    expect(cloud.asked).toHaveLength(2);
    expect(iam.asked).toHaveLength(2);
  });

  test('is replaced once for all that used it', async () => {
    const project = newProject();
    cloud.answer = (asked) => (asked.headers['x-auth-token'] === 'token-number-1' ? refused : patched(asked));
    const ran = await batch(
      service,
      Array.from({ length: 5 }, () => intentFor(project)),
    );
    expect(verdicts(ran)).toEqual(Array(5).fill('accepted'));
    expect(iam.asked).toHaveLength(2);
    expect(cloud.asked).toHaveLength(10);
  });
});
