import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, cases, crossed, operationOf, patch, plugin, proxy, waysTo } from '../world/cases.ts';
import type { Ran } from '../world/service.ts';
import { triggers, type Way } from '../world/triggers.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.reset();
  // A webhook that was only posted leaves its message behind, and so does a timer's intent that goes on later.
  for (const { operation } of all) await world.service.queues.purge(world.service.queues.url(operation));
});
afterAll(() => world.close());

const PASSWORD = 'correct horse battery staple';
const SECRET_KEY = 'upkeep-secret-key-for-the-stand-in-cloud';
const SECURITY_TOKEN = 'STSzK93mQx7Rb2LwVn5TpYd8Gh4J';
const QUERY = 'AccessKeyId=OBSKEY0000000001&Expires=1767225600&Signature=q83vOBSsignatureKj0%3D';
const url = `https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz?${QUERY}`;
const install: Case = { ...plugin, intent: { ...plugin.intent, url } };
const all = [install, ...cases.slice(1)];
const WINDOW = 12;

/** Every secret of this world by now: those we hold, those the cloud handed out, those on the wire. */
function secrets(): string[] {
  const headers = world.cloud.received.flatMap(({ headers: sent }) => [
    String(sent['x-auth-token'] ?? ''),
    String(sent.authorization ?? '').split('Signature=')[1] ?? '',
  ]);
  const held = [PASSWORD, SECRET_KEY, SECURITY_TOKEN, ...world.cloud.state.tokens.keys(), ...headers];
  return [...held, world.service.secret, ...QUERY.split('&')].filter((secret) => secret.length >= WINDOW);
}

/** Everything that left us but the requests to the cloud. */
const outputOf = ({ raw, result, dead }: Ran) =>
  [
    ...raw,
    result instanceof Error ? `${result.name} ${result.message} ${result.stack}` : '',
    ...dead.flatMap(({ body, attributes }) => [body, ...Object.values(attributes)]),
  ].join('\n');

/** Fails when the text holds a secret or a stretch of one. */
function expectNoSecret(text: string, known = secrets()): void {
  const found = known.flatMap((secret) =>
    Array.from({ length: secret.length - WINDOW + 1 }, (_, at) => secret.slice(at, at + WINDOW)).filter(
      (piece) => text.includes(piece),
    ),
  );
  expect({ found: found.slice(0, 1), text }).toEqual({ found: [], text });
}

/** Fires through a trigger, the webhook's own output included. */
async function fire(way: Way, one: Case): Promise<string> {
  const ran = await world.service.fire(way, one.operation, one.intent);
  expect(ran.lines).toHaveLength(1);
  return outputOf(ran);
}

const plainFaults: readonly Fault[] = [
  { kind: 'busy' },
  { kind: 'reject' },
  { kind: 'throttle' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502, accepted: true },
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'cut-mid-reply' },
  { kind: 'html' },
  { kind: 'truncated' },
  { kind: 'wrong-shape' },
  { kind: 'missing-target' },
  { kind: 'extra-target' },
  { kind: 'token-expired' },
  { kind: 'unauthorized' },
  { kind: 'huge', bytes: 2_000_000 },
  { kind: 'redirect', location: `https://elsewhere.invalid/?${QUERY}` },
  { kind: 'timeout-accepted' },
];
const runs = crossed(all);

describe.each(plainFaults)('under $kind no secret comes out', (fault) => {
  test.each(runs)('with a token ($operation, $way)', async ({ way, one }) => {
    world.befall(one, fault);
    expectNoSecret(await fire(way, one));
  });

  test.each(all)('with a signature ($operation)', async (one) => {
    world.signWithKeys();
    world.befall(one, fault);
    expectNoSecret(await fire('queue', one));
  });
});

/** What the cloud may echo: the name, and the secret as found in the request that it answers. */
const echoed: readonly (readonly [string, (sent: Record<string, unknown>) => string])[] = [
  ['the password', () => PASSWORD],
  ['the token', (headers) => String(headers['x-auth-token'])],
  ['the query of the plug-in URL', () => `could not fetch ${url}`],
  ['the query of the plug-in URL, encoded', () => encodeURIComponent(url)],
  ['the headers as JSON', (headers) => JSON.stringify(headers)],
  ['the webhook secret', () => world.service.secret],
];
const echoes: readonly (readonly [string, readonly Case[], (secret: string) => Fault])[] = [
  [
    'in error_msg',
    all,
    (text) => ({ kind: 'refuse', status: 400, body: { error_code: 'DBS.200001', error_msg: text } }),
  ],
  [
    "in IAM's envelope",
    [install],
    (text) => ({ kind: 'refuse', status: 401, body: { error: { code: 401, message: text } } }),
  ],
  [
    'in the error code',
    [install],
    (text) => ({ kind: 'refuse', status: 400, body: { error_code: text, error_msg: 'no' } }),
  ],
  ['in a 2xx of another shape', all, (text) => ({ kind: 'wrong-shape', body: { note: text } })],
  [
    'where the quoted part of a body ends',
    all,
    (text) => ({ kind: 'wrong-shape', body: { padding: 'x'.repeat(120 - 36), text } }),
  ],
  [
    'in the id of the request',
    [install, patch],
    (text) => ({
      kind: 'refuse',
      status: 400,
      headers: { 'x-request-id': text.replace(/[^\x20-\x7e]/g, '') },
    }),
  ],
  [
    'in an item',
    [patch],
    (text) => ({ kind: 'reject', error_code: 'DBS.200002', error_message: `no: ${text}` }),
  ],
  ['in the words of a REJECT', [proxy], (text) => ({ kind: 'reject', error_message: `no: ${text}` })],
  [
    'in a state nobody knows',
    [proxy],
    (text) => ({ kind: 'wrong-shape', body: { update_result: [{ state: text, error_message: text }] } }),
  ],
  ['in the id of a target nobody asked for', [patch], (text) => ({ kind: 'extra-target', target: text })],
];

describe.each(echoed)('the cloud echoes %s', (_name, secretIn) => {
  describe.each(echoes)('%s', (_place, of, fault) => {
    const each = crossed(of);
    test.each(each)('and none of it comes out ($operation, $way)', async ({ way, one }) => {
      world.cloud.faults.decide = ({ call, headers }) =>
        call === one.call ? fault(secretIn(headers)) : undefined;
      expectNoSecret(await fire(way, one));
    });
  });
});

describe('the cloud echoes what signs a request', () => {
  const parts: readonly (readonly [string, (sent: Record<string, unknown>) => string])[] = [
    ['the secret key', () => SECRET_KEY],
    ['the security token', (headers) => String(headers['x-security-token'])],
    ['the Authorization header', (headers) => String(headers.authorization)],
    ['the signature', (headers) => String(headers.authorization).split('Signature=')[1] ?? ''],
  ];
  test.each(parts)('%s', async (_name, secretIn) => {
    world.signWithKeys();
    const [key] = world.cloud.state.accessKeys.values();
    if (key) key.security_token = SECURITY_TOKEN;
    world.set({ HW_SECURITY_TOKEN: SECURITY_TOKEN });
    for (const body of ['error_msg', 'note']) {
      world.cloud.faults.decide = ({ headers }) => ({
        kind: 'refuse',
        status: 400,
        body: { ...(body === 'error_msg' && { error_code: 'DBS.200001' }), [body]: secretIn(headers) },
      });
      for (const way of triggers) expectNoSecret(await fire(way, install));
    }
  });
});

describe('IAM echoes the password', () => {
  const statuses = [400, 401, 403, 404, 429, 500, 503];
  test.each(statuses.flatMap((status) => triggers.map((way) => ({ status, way }))))(
    'with $status ($way): neither line nor thrown error nor dead letter holds it',
    async ({ status, way }) => {
      world.freshUser();
      const message = `The password ${PASSWORD} of upkeep is wrong.`;
      world.befall('token', { kind: 'refuse', status, body: { error: { code: status, message } } });
      expectNoSecret(await fire(way, install));
    },
  );
});

describe('a password that JSON has to escape', () => {
  const odd = 'p"a\\ss & <wörd> of quotes';
  const forms = [odd, JSON.stringify(odd).slice(1, -1), JSON.stringify(JSON.stringify(odd)).slice(3, -3)];
  const answers: readonly Fault[] = [
    { kind: 'refuse', status: 400, body: { error_code: 'DBS.200001', error_msg: `no: ${odd}` } },
    { kind: 'wrong-shape', body: { note: odd } },
    { kind: 'wrong-shape', body: [odd] },
  ];
  test.each(answers)('does not come out either: %j', async (fault) => {
    world.freshUser(odd);
    world.set({ HW_USER_PASSWORD: odd });
    world.befall(install, fault);
    expectNoSecret(await fire('queue', install), forms);
  });
});

describe('the intent carries a secret in a wrong field', () => {
  const fields: readonly (readonly [string, (secret: string) => Record<string, unknown>])[] = [
    [
      'a field of its name',
      (secret) => ({ HW_USER_PASSWORD: secret, password: secret, 'x-auth-token': secret }),
    ],
    ['an unknown field', (secret) => ({ comment: secret })],
    ['the name of a field', (secret) => ({ [secret]: 1 })],
    ['the name of a field, late', (secret) => ({ [`${'x'.repeat(45)}${secret}`]: 1 })],
    ['instance_id', (secret) => ({ instance_id: secret })],
    ['url', (secret) => ({ url: `ftp://somebody:${secret}@host/?x=${secret}` })],
    ['reason', (secret) => ({ reason: secret })],
    ['change_id', (secret) => ({ change_id: secret, requested_by: secret })],
    ['request_id', (secret) => ({ request_id: secret.replaceAll(' ', '') })],
    ['not_after', (secret) => ({ not_after: secret })],
    ['a nested object', (secret) => ({ instance_id: { deep: [secret] } })],
  ];
  describe.each(fields)('%s', (_name, wrong) => {
    test.each(['timer', 'queue'] as const)('through a %s', async (way) => {
      await fire('timer', install); // by now the process has read its credentials
      for (const secret of [PASSWORD, [...world.cloud.state.tokens.keys()].at(-1) ?? '']) {
        expectNoSecret(await fire(way, { ...install, intent: { ...install.intent, ...wrong(secret) } }));
      }
    });

    test('through a webhook, whose answer holds it as little', async () => {
      await fire('timer', install);
      const body = JSON.stringify({ ...install.intent, ...wrong(PASSWORD) });
      const { answer, raw } = await world.service.post(install.operation, body);
      expectNoSecret([answer.body, ...raw].join('\n'));
    });
  });

  test('as text that is not JSON', async () => {
    await fire('timer', install);
    expectNoSecret(await fire('queue', { ...install, intent: `${PASSWORD} ${url}` as never }));
  });

  test('before the process had any reason to log in', async () => {
    jest.resetModules();
    const intent = { ...install.intent, instance_id: PASSWORD };
    expectNoSecret(await fire('queue', { ...install, intent }));
  });
});

describe('the query of the plug-in URL stays out of the dead-letter queue', () => {
  const written: readonly (readonly [string, (text: string) => string])[] = [
    ['as it is', (text) => text],
    ['with & as \\u0026, as Go writes it', (text) => text.replaceAll('&', '\\u0026')],
    ['with = as \\u003d, as Gson writes it', (text) => text.replaceAll('=', '\\u003d')],
    ['with / as \\/, as PHP writes it', (text) => text.replaceAll('/', '\\/')],
    ['with ? as \\u003f', (text) => text.replaceAll('?', '\\u003f')],
  ];
  test.each(written)('%s', async (_name, write) => {
    world.befall(install, { kind: 'cut-after' });
    const ran = await world.service.fire('queue', install.operation, write(JSON.stringify(install.intent)));
    expect(ran.dead.length).toBeGreaterThan(0);
    expectNoSecret(outputOf(ran));
  });
});

describe('webhooks', () => {
  test('a refused one prints neither secret nor signature, and answers with neither', async () => {
    let signature = '';
    const { answer, raw } = await world.service.post(install.operation, '{}', (event) => {
      signature = event.headers['webhook-signature'] ?? '';
      return { ...event, body: '{"other":1}' };
    });
    expect(answer.statusCode).toBe(401);
    expectNoSecret([answer.body, ...raw].join('\n'), [...secrets(), signature]);
  });

  test('a taken one prints neither', async () => {
    let signature = '';
    const { answer, raw } = await world.service.post(
      install.operation,
      JSON.stringify(install.intent),
      (event) => {
        signature = event.headers['webhook-signature'] ?? '';
        return event;
      },
    );
    expect(answer.statusCode).toBe(202);
    expectNoSecret([answer.body, ...raw].join('\n'), [...secrets(), signature]);
  });
});

describe('a dry run', () => {
  test.each(all)('shows no secret ($operation)', async (one) => {
    const operation = operationOf(one);
    const [method] = operation.route.split(' ');
    for (const way of waysTo(operation)) {
      const ran = await world.service.fire(way, one.operation, { ...one.intent, dry_run: true });
      expect(ran.lines).toMatchObject([{ status: 'dry_run', calls: [{ method }] }]);
      expectNoSecret(outputOf(ran));
    }
  });

  test.each(all)('of signed requests shows none either ($operation)', async (one) => {
    world.signWithKeys();
    world.set({ HW_SECURITY_TOKEN: SECURITY_TOKEN });
    const ran = await world.service.fire('queue', one.operation, { ...one.intent, dry_run: true });
    expectNoSecret(outputOf(ran));
  });

  test('shows the access key as little', async () => {
    world.signWithKeys();
    const ran = await world.service.fire('queue', install.operation, { ...install.intent, dry_run: true });
    expectNoSecret(outputOf(ran), [String(process.env.HW_ACCESS_KEY)]);
  });
});

describe('what the function returns to whoever invoked it', () => {
  test.each(echoed)('holds no more than the line: %s', async (_name, secretIn) => {
    world.cloud.faults.decide = ({ call, headers }) =>
      call === install.call
        ? { kind: 'refuse', status: 400, body: { error_code: 'DBS.200001', error_msg: secretIn(headers) } }
        : undefined;
    const ran = await world.service.fire('timer', install.operation, install.intent);
    expectNoSecret(JSON.stringify(ran.result));
  });

  test('holds no query of the plug-in URL in a dry run', async () => {
    const ran = await world.service.fire('timer', install.operation, { ...install.intent, dry_run: true });
    expectNoSecret(JSON.stringify(ran.result));
  });
});
