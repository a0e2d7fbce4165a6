import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AlbJwtVerifier } from 'aws-jwt-verify/alb-verifier';
import type { ALBEvent, ALBResult, Context } from 'aws-lambda';
import { handler } from '../../functions/console/handler.ts';
import { consoleResources } from '../../infra/aws/console.ts';
import {
  type LoadBalancer,
  type Otherwise,
  padded,
  startLoadBalancer,
} from '../../stand-in/platform/load-balancer.ts';
import { FLEET, type SteeringWorld, startSteering } from '../fleet/steering/steering-world.ts';

let steering: SteeringWorld;
let alb: LoadBalancer;
let rollout: string;

beforeAll(async () => {
  steering = await startSteering();
  await steering.reset({ monthly: FLEET });
  steering.add(`${'1'.padStart(32, '0')}in06`, { name: '<b>orders' });
  rollout = (await steering.planned()).id;
  alb = await startLoadBalancer();
}, 120_000);
afterAll(async () => {
  await alb?.close();
  await steering?.close();
});

const own = () => ({
  CONSOLE_SIGNER: alb.signer,
  CONSOLE_CLIENT_ID: alb.client,
  CONSOLE_ISSUER: alb.issuer,
  AWS_ENDPOINT_URL_ALB_KEYS: alb.keys,
});

let pem: string | undefined;
beforeEach(() => {
  pem ??= alb.pem;
  // A key is kept by its id: each test has one of its own.
  Object.assign(alb, { pem, status: undefined, hangs: undefined, kid: randomUUID() });
  alb.asked.length = 0;
  steering.world.set(own());
});

interface Shown extends ALBResult {
  readonly line: Record<string, unknown>;
  readonly raw: string;
}

/** What the load balancer gets for such a request, and the one line about it. */
async function open(path: string, more: Partial<ALBEvent> = {}, remaining = 15_000): Promise<Shown> {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const context = {
      awsRequestId: 'run-1',
      getRemainingTimeInMillis: () => remaining,
    } as unknown as Context;
    const answer = await handler(alb.event(path, more), context);
    expect(lines).toHaveLength(1);
    return { ...answer, line: JSON.parse(lines[0] ?? ''), raw: lines[0] ?? '' };
  } finally {
    spy.mockRestore();
  }
}

const reads = () =>
  ['GetItem', 'BatchGetItem', 'Query'].reduce((sum, one) => sum + steering.world.calls(one).length, 0);
const withToken = (token: string) => ({ headers: { 'x-amzn-oidc-data': token } });

describe('somebody whom the load balancer has logged in', () => {
  test('sees what needs them, with the headers of every page, and what is not read here', async () => {
    const { statusCode, headers, body, line } = await open('/');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(body).toContain('1 rollout needs you');
    expect(body).toContain('Dead letters are not read here');
    expect(body).toContain('--stage local --aws-region &#39;eu-west-1&#39;');
    expect(line).toMatchObject({
      operation: 'console',
      path: '/',
      by: 'ana',
      status: 200,
      shown: 1,
      refused: 0,
      failed: 0,
    });
  });

  test('sees a rollout with its parameters, and the calendar that was deployed', async () => {
    const { body } = await open(`/rollouts/${rollout}`, { queryStringParameters: { only: 'wait%69ng' } });
    expect(body).toMatch(/<option[^>]*value="waiting"[^>]*selected|selected[^>]*value="waiting"/);
    expect(body).toContain('&lt;b&gt;orders');
    expect((await open('/calendar')).body).toContain('as they were deployed');
  });

  test('is asked for by no more than their subject: no token, cookie, claim or parameter stands in the log', async () => {
    const { raw } = await open('/', { queryStringParameters: { q: 'a-parameter' } });
    for (const one of [
      'a-session',
      'an-access-token',
      'ana@example.com',
      'a-parameter',
      alb.token().slice(0, 40),
    ])
      expect(raw).not.toContain(one);
  });

  test('leaves no secret in the log that somebody writes into a path, and of a long one its beginning', async () => {
    const secret = process.env.HW_USER_PASSWORD ?? '';
    expect(secret.length).toBeGreaterThan(8);
    expect((await open(`/${secret}`)).raw).not.toContain(secret);
    expect((await open(`/${'a'.repeat(1000)}`)).line.path).toBe(`/${'a'.repeat(199)}`);
  });

  test('is known by a key that is asked for once', async () => {
    await open('/');
    await open('/calendar');
    expect(alb.asked).toEqual([`/${alb.kid}`]);
  });

  test('gets no page where there is none, whatever tricks the path has', async () => {
    for (const path of [
      '/rollouts/',
      '/rollouts/a/b',
      '/rollouts/..%2f..%2fx',
      '/rollouts/%00',
      '//evil.example',
      '/../',
      '/__proto__',
      '/favicon.ico',
    ])
      expect([path, (await open(path)).statusCode]).toEqual([path, 404]);
    expect((await open(`/${'a'.repeat(4096)}`)).statusCode).toBe(414);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get', ''])(
    'changes nothing by %j',
    async (httpMethod) => {
      const before = reads();
      const { statusCode, headers } = await open('/', { httpMethod });
      expect([statusCode, headers?.allow, reads()]).toEqual([405, 'GET', before]);
    },
  );
});

describe('nobody else', () => {
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const token = (otherwise: Otherwise) => () => alb.token(otherwise);
  const head = (fields: Record<string, unknown>) => token({ head: fields });
  const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
  const parts = () => alb.token().split('.') as [string, string, string];
  const headWith = (fields: object) => {
    const [written] = parts();
    return padded(JSON.stringify({ ...JSON.parse(Buffer.from(written, 'base64').toString()), ...fields }));
  };

  /** Refused before any key is asked for. */
  const AT_ONCE: readonly (readonly [what: string, token: () => string | undefined])[] = [
    ['no token', () => undefined],
    ['an empty one', () => ''],
    ['what is no token', () => 'Bearer abc'],
    ['two parts', () => parts().slice(0, 2).join('.')],
    ['four parts', () => `${alb.token()}.AAAA`],
    ['one that is too long', token({ claims: { more: 'a'.repeat(20_000) } })],
    ['a head that is no JSON', () => [padded('{'), ...parts().slice(1)].join('.')],
    ['a head that is a list', () => [padded('[]'), ...parts().slice(1)].join('.')],
    [
      'another load balancer',
      head({
        signer: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/other/0123456789abcdef',
      }),
    ],
    [
      'a load balancer of another account',
      () => alb.token({ head: { signer: alb.signer.replace('123456789012', '210987654321') } }),
    ],
    ['no signer', head({ signer: undefined })],
    ['another client', head({ client: 'another-client' })],
    ['no client', head({ client: undefined })],
    ['another identity provider', head({ iss: 'https://login.example.org' })],
    ['an expired one', () => alb.token({ head: { exp: seconds(-1) } })],
    ['one that expires now', () => alb.token({ head: { exp: seconds(0) } })],
    ['one that never expires', head({ exp: undefined })],
    ['an expiry in words', () => alb.token({ head: { exp: String(seconds(120)) } })],
    ['alg none', head({ alg: 'none' })],
    ['alg none without a signature', () => `${headWith({ alg: 'none' })}.${parts()[1]}.`],
    ['alg None', head({ alg: 'None' })],
    [
      'HS256 by the public key',
      () => {
        const signed = `${headWith({ alg: 'HS256' })}.${parts()[1]}`;
        return `${signed}.${padded(
          createHmac('sha256', alb.pem ?? '')
            .update(signed)
            .digest(),
        )}`;
      },
    ],
    ['no alg', head({ alg: undefined })],
    ['a kid that leaves its folder', head({ kid: '../../latest/meta-data' })],
    ['an encoded one', head({ kid: '..%2f..%2fx' })],
    ['a kid that is an address', head({ kid: 'https://evil.example/key' })],
    ['a kid with a host', head({ kid: '@evil.example/00000000-0000-0000-0000-000000000000' })],
    ['a kid with more behind it', () => alb.token({ head: { kid: `${alb.kid}/../x` } })],
    ['a kid with a parameter', () => alb.token({ head: { kid: `${alb.kid}?x` } })],
    ['a kid with a line end', () => alb.token({ head: { kid: `${alb.kid}\n` } })],
    ['no kid', head({ kid: undefined })],
    ['a list of kids', () => alb.token({ head: { kid: [alb.kid] } })],
  ];
  test.each(AT_ONCE)('is let in by %s', async (_what, make) => {
    const before = reads();
    const headers = { 'x-amzn-oidc-data': make() };
    const { statusCode, body, line } = await open('/', { headers });
    expect([statusCode, reads(), alb.asked]).toEqual([403, before, []]);
    expect(body).toBe('Nobody vouches for you: open the address of the console, which asks you to log in.\n');
    expect(line).toMatchObject({
      refused: 1,
      shown: 0,
      failed: 0,
      level: 'WARN',
      reason: expect.stringMatching(/^x-amzn-oidc-data: /),
    });
    expect(line).not.toHaveProperty('by');
  });

  /** Refused by its signature, or by what is signed. */
  const BY_KEY: readonly (readonly [what: string, token: () => string])[] = [
    ['a signature of somebody else', token({ key: stranger })],
    [
      'claims that were changed',
      () => [parts()[0], padded(JSON.stringify({ sub: 'root' })), parts()[2]].join('.'),
    ],
    ['a signature without padding cut short', () => alb.token().replace(/.{8}$/, '')],
    ['a signature of zeros', () => [...parts().slice(0, 2), padded(Buffer.alloc(64))].join('.')],
    [
      'the padding taken away, which the signature covers',
      () => alb.token({ claims: { sub: 'anab' } }).replace(/=+\./g, '.'),
    ],
    ['no subject', token({ claims: { sub: undefined } })],
    ['an empty subject', token({ claims: { sub: '' } })],
    ['a kid of nobody', () => alb.token({ head: { kid: randomUUID() } })],
  ];
  test.each(BY_KEY)('is let in by %s', async (_what, make) => {
    const before = reads();
    const { statusCode, line } = await open('/', withToken(make()));
    expect([statusCode, reads(), alb.asked.length]).toEqual([403, before, 1]);
    expect(line).toMatchObject({ refused: 1, shown: 0 });
  });

  test('is asked by a header in plain text who they are', async () => {
    const { statusCode } = await open('/', {
      headers: { 'x-amzn-oidc-identity': 'root', 'x-amzn-oidc-data': undefined },
    });
    expect(statusCode).toBe(403);
  });
});

describe('a server of keys that hangs', () => {
  /** Has that alone time out, the moment the server was asked. */
  function outOfTime(ms: number) {
    const real = globalThis.setTimeout;
    return jest.spyOn(globalThis, 'setTimeout').mockImplementation(((give: () => void, after: number) => {
      if (after !== ms) return real(give, after);
      const asked = () => (alb.asked.length > 0 ? give() : setImmediate(asked));
      setImmediate(asked);
      return real(() => undefined, 0);
    }) as typeof setTimeout);
  }

  test.each(['silent', 'half-way'] as const)(
    'is waited for three seconds, and no more: %s',
    async (hangs) => {
      alb.hangs = hangs;
      const before = reads();
      const timeouts = outOfTime(3000);
      try {
        const { statusCode, body, line } = await open('/');
        expect([statusCode, body]).toEqual([503, 'Nothing can be shown now. Try again in a minute.\n']);
        expect(line).toMatchObject({
          failed: 1,
          reason: expect.stringMatching(/^the keys of load balancers cannot be read: .*within 3000 ms$/),
        });
        expect([alb.asked.length, reads()]).toEqual([1, before]);
      } finally {
        timeouts.mockRestore();
      }
    },
  );

  test('has nothing remembered of it: the next visitor gets the page', async () => {
    alb.hangs = 'silent';
    expect((await open('/', {}, 1050)).statusCode).toBe(503);
    alb.hangs = undefined;
    expect((await open('/')).statusCode).toBe(200);
  });
});

test('a page that is not made in time is given up before the function is, and is told as one', async () => {
  alb.hangs = 'silent';
  const { statusCode, line } = await open('/', {}, 1050);
  expect(statusCode).toBe(503);
  expect(line).toMatchObject({ failed: 1, reason: 'no page within 50 ms' });
});

describe('where it cannot be known who asks', () => {
  test.each([
    [
      'the server of keys fails',
      () => {
        alb.status = 500;
      },
    ],
    [
      'it answers with a key of another kind',
      () => {
        alb.pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString();
      },
    ],
    [
      'it answers with a key of another curve',
      () => {
        alb.pem = generateKeyPairSync('ec', { namedCurve: 'P-384' })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString();
      },
    ],
    [
      'it answers with no key',
      () => {
        alb.pem = 'moved';
      },
    ],
    [
      'it is not there',
      () => {
        steering.world.set({ ...own(), AWS_ENDPOINT_URL_ALB_KEYS: 'http://127.0.0.1:9' });
      },
    ],
  ])('as when %s, nothing is shown, and the next try is a new one', async (_when, trouble) => {
    const before = reads();
    trouble();
    const { statusCode, body, line } = await open('/');
    expect([statusCode, body, reads()]).toEqual([
      503,
      'Nothing can be shown now. Try again in a minute.\n',
      before,
    ]);
    expect(line).toMatchObject({
      failed: 1,
      level: 'ERROR',
      reason: expect.stringContaining('the keys of load balancers cannot be read'),
    });
    Object.assign(alb, { pem, status: undefined });
    steering.world.set(own());
    expect((await open('/')).statusCode).toBe(200);
  });

  test.each(['CONSOLE_SIGNER', 'CONSOLE_CLIENT_ID', 'CONSOLE_ISSUER', 'FLEET_TABLE', 'LEDGER_TABLE'])(
    'as without %s, nothing is shown',
    async (name) => {
      const { FLEET_TABLE, LEDGER_TABLE } = process.env;
      steering.world.set({ ...own(), [name]: undefined });
      const { statusCode, line } = await open('/');
      expect([statusCode, line.failed]).toEqual([503, 1]);
      steering.world.set({ ...own(), FLEET_TABLE, LEDGER_TABLE });
    },
  );
});

test('every read of these pages is one that the role of the function may make, and nothing else was asked', async () => {
  const actions = [
    'GetItem',
    'BatchGetItem',
    'Query',
    'Scan',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
  ];
  const before = new Map(actions.map((action) => [action, steering.world.calls(action).length]));
  for (const path of [
    '/',
    `/rollouts/${rollout}`,
    '/calendar',
    '/compliance',
    '/history',
    `/rollouts/${rollout}/changes`,
  ])
    expect((await open(path)).statusCode).toBe(200);
  expect((await open('/request', { queryStringParameters: { id: 'CHG-1' } })).statusCode).toBe(200);
  const role = consoleResources('prod', { CONSOLE_FROM: [] } as never).ConsoleRole as {
    Properties: {
      Policies: [{ PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } }];
    };
  };
  const granted = role.Properties.Policies[0].PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((one) => `${action} ${JSON.stringify(one)}`)),
  );
  const { FLEET_TABLE } = process.env;
  const asked = actions.flatMap((action) =>
    steering.world
      .calls(action)
      .slice(before.get(action))
      .flatMap(({ input }) => {
        const names = input.RequestItems ? Object.keys(input.RequestItems) : [input.TableName];
        return names.map((name) => {
          const table = name === FLEET_TABLE ? 'Fleet' : 'Ledger';
          const on = input.IndexName
            ? { 'Fn::Sub': `\${${table}.Arn}/index/${input.IndexName}` }
            : { 'Fn::GetAtt': [table, 'Arn'] };
          return `dynamodb:${action} ${JSON.stringify(on)}`;
        });
      }),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((one) => !granted.includes(one))).toEqual([]);
  expect(new Set(granted.map((one) => one.split(' ')[0]))).toEqual(
    new Set([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
    ]),
  );
});

test("AWS's own verifier takes what the stand-in writes, and refuses what is forged", async () => {
  const verifier = AlbJwtVerifier.create({
    albArn: alb.signer,
    clientId: alb.client,
    issuer: alb.issuer,
    jwksUri: alb.keys,
  });
  const jwk = {
    ...(await import('node:crypto')).createPublicKey(alb.pem ?? '').export({ format: 'jwk' }),
    use: 'sig',
    alg: 'ES256',
    kid: alb.kid,
  };
  verifier.cacheJwks({ keys: [jwk as never] });
  await expect(verifier.verify(alb.token())).resolves.toMatchObject({ sub: 'ana' });
  for (const head of [
    { signer: 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/x/1' },
    { client: 'x' },
    { alg: 'none' },
    { kid: '../x' },
  ])
    await expect(verifier.verify(alb.token({ head }))).rejects.toThrow();
});
