import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { askAws } from '../../shared/platform/aws/ask.ts';
import { originOf } from '../../shared/platform/aws/services.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { redactText } from '../../shared/values/redact.ts';
import { freeClock, setClock } from '../world/clock.ts';
import { http, type RawServer, startRawServer } from './raw-server.ts';
import { type Answered, type ScriptedHttp, startScriptedHttp } from './scripted-http.ts';

const HOUR = 3600_000;
const environment = { ...process.env };
let aws: ScriptedHttp;
/** Speaks no HTTP by itself. */
let raw: RawServer;

beforeAll(async () => {
  aws = await startScriptedHttp(() => ({}));
  raw = await startRawServer();
});
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0); // no pauses between tries
  aws.asked.length = 0;
  aws.answer = () => ({});
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.origin,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAUNIT',
    AWS_SECRET_ACCESS_KEY: 'the-secret-access-key',
    AWS_SESSION_TOKEN: 'the-session-token',
  });
});
afterEach(freeClock);
afterAll(async () => {
  process.env = environment;
  jest.restoreAllMocks();
  await aws.close();
  await raw.close();
});

const ask = () => askAws('dynamodb', 'GetItem', { TableName: 't' });
const refusal = (name: string, status = 400): Answered => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' },
});
/** Gives these answers one after the other, and the last for good. */
const inTurn = (...answers: Answered[]) => {
  aws.answer = () => answers[Math.min(aws.asked.length, answers.length) - 1] ?? {};
};

describe('tried again, three times in all', () => {
  const passing: [string, Answered][] = [
    ['a throttled table', refusal('ProvisionedThroughputExceededException')],
    ['throttling', refusal('ThrottlingException')],
    ['a throttled queue', refusal('RequestThrottled')],
    ['too many requests', { status: 429, body: '' }],
    ['a request that AWS waited for too long', refusal('RequestTimeoutException')],
    ['a failure inside AWS', refusal('InternalServerError', 500)],
    ['a gateway without JSON', { status: 502, body: '<html>' }],
    ['a lost reply', { cut: true }],
    ['a reply that is no JSON', { body: '<html>' }],
    ['a reply that is no object', { body: '[]' }],
  ];

  test.each(passing)('%s', async (_, answer) => {
    inTurn(answer, answer, { body: { Item: {} } });
    expect(await ask()).toEqual({ Item: {} });
    expect(aws.asked).toHaveLength(3);
  });

  test.each(passing)('%s that stays', async (_, answer) => {
    inTurn(answer);
    await expect(ask()).rejects.toThrow();
    expect(aws.asked).toHaveLength(3);
  });

  test('nobody listening', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    await expect(ask()).rejects.toThrow('ECONNREFUSED');
  });

  test('no answer in time', async () => {
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${raw.port}`;
    await expect(askAws('sqs', 'ReceiveMessage', {}, 60)).rejects.toThrow('no complete answer within 60 ms');
    expect(raw.arrived).toHaveLength(3);
  });

  test.each([
    ['a failure', refusal('InternalServerError', 500), [100, 200]],
    ['throttling', refusal('ThrottlingException'), [500, 1000]],
  ])('after a pause that grows and that chance shortens: %s', async (_, answer, most) => {
    const share = 0.2;
    jest.spyOn(Math, 'random').mockReturnValue(share);
    const arrived: number[] = [];
    aws.answer = () => {
      arrived.push(performance.now());
      return answer;
    };
    await expect(ask()).rejects.toThrow();
    const [first = 0, second = 0, third = 0] = arrived;
    expect(second - first).toBeGreaterThanOrEqual((most[0] ?? 0) * share - 1);
    expect(third - second).toBeGreaterThanOrEqual((most[1] ?? 0) * share - 1);
  });
});

describe('not tried again', () => {
  test.each([
    ['ConditionalCheckFailedException', 400],
    ['ValidationException', 400],
    ['AccessDeniedException', 400],
    ['ExpiredTokenException', 400],
    ['UnrecognizedClientException', 403],
  ])('%s', async (name, status) => {
    inTurn(refusal(name, status));
    await expect(ask()).rejects.toMatchObject({ name, message: 'no' });
    expect(aws.asked).toHaveLength(1);
  });

  test('a refusal whose reason is spelled as some services spell it', async () => {
    inTurn({ status: 400, body: { __type: 'AccessDeniedException', Message: 'not you' } });
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not you' });
  });

  test('a refusal without a name or reason', async () => {
    inTurn({ status: 404, body: '<html>' });
    await expect(ask()).rejects.toMatchObject({ name: 'HTTP 404', message: 'no reason given' });
    expect(aws.asked).toHaveLength(1);
  });

  test.each(['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
    'a call without %s',
    async (name) => {
      delete process.env[name];
      await expect(ask()).rejects.toThrow(name);
      expect(aws.asked).toEqual([]);
    },
  );
});

describe('the clock', () => {
  const times = () =>
    aws.asked.map(({ headers }) =>
      Date.parse(String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')),
    );
  const at = (ms: number) => ({ date: new Date(Date.now() + ms).toUTCString() });
  const wrongTime = refusal('InvalidSignatureException');

  test.each([HOUR, -HOUR])(
    'is put right by AWS when it is %d ms off, at once and from then on',
    async (off) => {
      const start = Date.now();
      inTurn({ ...wrongTime, headers: at(off) }, { headers: at(off) });
      await ask();
      await ask();
      const [first = 0, second = 0, third = 0] = times();
      expect(aws.asked).toHaveLength(3);
      expect(Math.abs(second - first - off)).toBeLessThan(10_000);
      expect(Math.abs(third - start - off)).toBeLessThan(10_000);
      inTurn({ headers: at(0) });
      await ask();
      await ask();
      expect(Math.abs((times()[4] ?? 0) - start)).toBeLessThan(10_000);
    },
  );

  test('is left alone within five minutes, and the signature was wrong for another reason', async () => {
    inTurn({ ...wrongTime, headers: at(HOUR / 15) });
    await expect(ask()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(aws.asked).toHaveLength(1);
  });
});

test('what AWS quotes of a wrong signature is masked', async () => {
  aws.answer = ({ headers }) => ({
    status: 403,
    body: {
      __type: 'InvalidSignatureException',
      message: `The Canonical String should have been 'POST\n/\nx-amz-security-token:${headers['x-amz-security-token']}'`,
    },
  });
  const said = await ask().catch(String);
  expect(said).toContain('the-session-token');
  expect(redactText(String(said))).not.toContain('the-session-token');
  expect(redactText('key the-secret-access-key')).toBe('key ***');
});

test('an answer without a body is one', async () => {
  inTurn({ body: '' });
  expect(await askAws('sqs', 'DeleteMessage', {})).toEqual({});
});

test('a full page of the due index is read, however JSON swells it', async () => {
  const doc = '\u0001'.repeat(10_000);
  const Items = Array.from({ length: 100 }, (_, n) => ({ pk: { S: `r-${n}` }, doc: { S: doc } }));
  inTurn({ body: { Items } });
  const { rows } = await openTable('t').due('0', 1);
  expect(rows).toHaveLength(100);
  expect(rows[99]).toMatchObject({ pk: 'r-99', doc });
});

test('what else was claimed is read to the last page', async () => {
  const row = (pk: string) => ({ pk: { S: pk }, jobs: { SS: [`job of ${pk}`] } });
  inTurn(
    { body: { Items: [row('one')], LastEvaluatedKey: { pk: { S: 'one' } } } },
    { body: { LastEvaluatedKey: { pk: { S: 'two' } } } },
    { body: { Items: [row('three')] } },
  );
  const rows = await openTable('t').recent('geminidb#p', 1, 2);
  expect(rows).toEqual([
    { pk: 'one', jobs: ['job of one'], pending: [] },
    { pk: 'three', jobs: ['job of three'], pending: [] },
  ]);
  const begins = aws.asked.map(({ body }) => body.ExclusiveStartKey);
  expect(begins).toEqual([undefined, { pk: { S: 'one' } }, { pk: { S: 'two' } }]);
});

test('an item of the ledger is read as it stands, not as a replica of it may', async () => {
  await openTable('t').get('r');
  expect(aws.asked.map(({ body }) => body)).toMatchObject([
    { Key: { pk: { S: 'r' } }, ConsistentRead: true },
  ]);
});

test('a reply beyond what AWS may send is not read to its end', async () => {
  // However slowly a busy machine reads it.
  setClock(Date.now());
  raw.react = (socket) => socket.write(http('200 OK', 'x'.repeat(8 * 1024 * 1024 + 1)));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${raw.port}`;
  await expect(ask()).rejects.toThrow('longer than 8388608 bytes');
});

describe('where a service is asked', () => {
  const QueueUrl = 'https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/000000000000/q';
  const cases: [string, Record<string, string>, Parameters<typeof originOf>, string][] = [
    ['the region', {}, ['dynamodb', 'eu-west-1', {}], 'https://dynamodb.eu-west-1.amazonaws.com'],
    ['us-gov-west-1', {}, ['sqs', 'us-gov-west-1', {}], 'https://sqs.us-gov-west-1.amazonaws.com'],
    ['us-iso-east-1', {}, ['sqs', 'us-iso-east-1', {}], 'https://sqs.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', {}, ['sqs', 'us-isob-east-1', {}], 'https://sqs.us-isob-east-1.sc2s.sgov.gov'],
    ['us-isof-south-1', {}, ['sqs', 'us-isof-south-1', {}], 'https://sqs.us-isof-south-1.csp.hci.ic.gov'],
    ['eu-isoe-west-1', {}, ['sqs', 'eu-isoe-west-1', {}], 'https://sqs.eu-isoe-west-1.cloud.adc-e.uk'],
    ['eusc-de-east-1', {}, ['sqs', 'eusc-de-east-1', {}], 'https://sqs.eusc-de-east-1.amazonaws.eu'],
    [
      'the region in China',
      {},
      ['secrets_manager', 'cn-north-1', {}],
      'https://secretsmanager.cn-north-1.amazonaws.com.cn',
    ],
    ["a queue's own URL", {}, ['sqs', 'eu-west-1', { QueueUrl }], new URL(QueueUrl).origin],
    [
      'one URL for all',
      { AWS_ENDPOINT_URL: 'http://a:1/x' },
      ['sqs', 'eu-west-1', { QueueUrl }],
      'http://a:1',
    ],
    [
      'a URL for the service',
      { AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://b:2/' },
      ['secrets_manager', 'eu-west-1', {}],
      'http://b:2',
    ],
  ];
  test.each(cases)('%s', (_, set, [service, region, input], origin) => {
    delete process.env.AWS_ENDPOINT_URL;
    Object.assign(process.env, set);
    expect(originOf(service, region, input)).toBe(origin);
    delete process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
  });
});
