import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { type Context, runChecks } from '../../shared/doctor/check.ts';
import { bus } from '../../shared/doctor/checks/bus.ts';
import { environment } from '../../shared/doctor/checks/environment.ts';
import { ledger } from '../../shared/doctor/checks/ledger.ts';
import { queues } from '../../shared/doctor/checks/queues.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { givenSettings } from '../../shared/settings/settings.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { examineStage } from './examined.ts';

type Answer = { readonly status?: number; readonly body: object };
type Input = Readonly<Record<string, unknown>>;
let answers: Record<string, (input: Input) => Answer> = {};

const server = createServer(async (request, response) => {
  const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const { status = 200, body } =
    answers[action]?.((await json(request)) as Input) ?? refused('UnknownOperation');
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
});
const refused = (__type: string, message = 'no'): Answer => ({ status: 400, body: { __type, message } });
const clean = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(() => {
  process.env = { ...clean };
  server.close();
});

const work = 'arn:aws:sqs:eu-west-1:1:work';
const dead = 'arn:aws:sqs:eu-west-1:1:work-dead';
const index = (IndexName: string, ...names: string[]) => ({
  IndexName,
  IndexStatus: 'ACTIVE',
  KeySchema: names.map((AttributeName) => ({ AttributeName })),
});
const pointers = index('pointers', 'about', 'asked_at');
const indexes = [index('due', 'shard', 'due_at'), index('recent', 'project', 'claimed_at'), pointers];
const table = (more: object = {}): Answer => ({
  body: {
    Table: {
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'pk' }],
      GlobalSecondaryIndexes: indexes,
      ...more,
    },
  },
});
const expiry = (TimeToLiveStatus: string, AttributeName = 'expires_at'): Answer => ({
  body: { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } },
});
const backups = (PointInTimeRecoveryStatus: string): Answer => ({
  body: { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } } },
});
const queue =
  (more: Record<string, string> = {}, deadMore: Record<string, string> = {}) =>
  (input: Input): Answer => ({
    body: {
      Attributes: String(input.QueueUrl).endsWith('-dead')
        ? { QueueArn: dead, MessageRetentionPeriod: '1209600', ApproximateNumberOfMessages: '0', ...deadMore }
        : {
            QueueArn: work,
            VisibilityTimeout: '360',
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 20 }),
            ApproximateNumberOfMessages: '0',
            SqsManagedSseEnabled: 'true',
            ...more,
          },
    },
  });
const policy = (statement: object) => JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] });

beforeEach(() => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env = {
    ...clean,
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: LIVED_IN,
    HW_ACCESS_KEY: 'key',
    HW_SECRET_KEY: 'secret',
    LEDGER_TABLE: 'the-ledger',
    QUEUE_URL: 'https://sqs/1/{operation}',
    DEAD_LETTER_QUEUE_URL: 'https://sqs/1/{operation}-dead',
    EVENT_BUS: 'the-bus',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  answers = {
    GetItem: () => ({ body: {} }),
    Query: () => ({ body: { Items: [] } }),
    DescribeTable: () => table(),
    DescribeTimeToLive: () => expiry('ENABLED'),
    DescribeContinuousBackups: () => backups('ENABLED'),
    GetQueueAttributes: queue(),
    DescribeEventBus: () => ({ body: { Name: 'the-bus', Arn: 'arn' } }),
  };
});

/** What the checks of our own side come to, by name. */
async function looked() {
  const context: Context = {
    subjects: await readSubjects(),
    queues: [],
    surveys: [],
    recorder: openRecorder(),
    given: givenSettings(),
  };
  const checks = [environment, ...ledger, ...queues(['work', 'follow']), bus];
  const results = await runChecks(checks, context);
  return Object.fromEntries(results.map((result) => [result.name, result]));
}

test('all is well as it is deployed', async () => {
  const levels = Object.values(await looked()).map(({ name, level }) => [name, level]);
  expect(levels.filter(([, level]) => level !== 'ok')).toEqual([]);
});

const DENIED = () => refused('AccessDeniedException', 'User alice is not authorized');
const GONE = () => refused('ResourceNotFoundException', 'not found');

const CASES: readonly (readonly [
  string,
  string,
  string,
  RegExp,
  Record<string, (input: Input) => Answer>,
])[] = [
  [
    'no table',
    'ledger',
    'broken',
    /the-ledger did not answer: ResourceNotFoundException: not found/,
    { GetItem: GONE },
  ],
  ['a table that cannot be queried', 'ledger', 'broken', /AccessDenied/, { Query: DENIED }],
  [
    'a table that may not be described',
    'ledger keys',
    'not_checked',
    /may not DescribeTable: User alice/,
    { DescribeTable: DENIED },
  ],
  [
    'a table in creation',
    'ledger keys',
    'broken',
    /the table is CREATING/,
    { DescribeTable: () => table({ TableStatus: 'CREATING' }) },
  ],
  [
    'a table of another key',
    'ledger keys',
    'broken',
    /its key is id, not pk/,
    { DescribeTable: () => table({ KeySchema: [{ AttributeName: 'id' }] }) },
  ],
  [
    'a missing index',
    'ledger keys',
    'broken',
    /^index recent is missing$/,
    { DescribeTable: () => table({ GlobalSecondaryIndexes: [indexes[0], pointers] }) },
  ],
  [
    'an index over other keys',
    'ledger keys',
    'broken',
    /^index due is over pk, not shard, due_at$/,
    { DescribeTable: () => table({ GlobalSecondaryIndexes: [index('due', 'pk'), ...indexes.slice(1)] }) },
  ],
  [
    'an index being built',
    'ledger keys',
    'broken',
    /^index due is CREATING$/,
    {
      DescribeTable: () =>
        table({ GlobalSecondaryIndexes: [{ ...indexes[0], IndexStatus: 'CREATING' }, ...indexes.slice(1)] }),
    },
  ],
  [
    'no expiry',
    'ledger upkeep',
    'warning',
    /items do not expire/,
    { DescribeTimeToLive: () => expiry('DISABLED') },
  ],
  [
    'another expiry',
    'ledger upkeep',
    'warning',
    /items do not expire/,
    { DescribeTimeToLive: () => expiry('ENABLED', 'ttl') },
  ],
  [
    'no backups',
    'ledger upkeep',
    'warning',
    /^there are no continuous backups$/,
    { DescribeContinuousBackups: () => backups('DISABLED') },
  ],

  [
    'no queue',
    'queue work',
    'broken',
    /QueueDoesNotExist/,
    { GetQueueAttributes: () => refused('com.amazonaws.sqs#QueueDoesNotExist') },
  ],
  [
    'a queue that may not be looked at',
    'queue work',
    'not_checked',
    /may not GetQueueAttributes/,
    { GetQueueAttributes: DENIED },
  ],
  [
    'no dead-letter queue of that name',
    'queue work',
    'broken',
    /^dead letters: QueueDoesNotExist/,
    {
      GetQueueAttributes: (input) =>
        String(input.QueueUrl).endsWith('-dead') ? refused('QueueDoesNotExist') : queue()(input),
    },
  ],
  [
    'no redrive',
    'queue work',
    'broken',
    /no queue takes its dead letters/,
    { GetQueueAttributes: queue({ RedrivePolicy: '{}' }) },
  ],
  [
    'another redrive',
    'queue work',
    'broken',
    /its dead letters go to arn:other, not to/,
    {
      GetQueueAttributes: queue({
        RedrivePolicy: '{"deadLetterTargetArn":"arn:other","maxReceiveCount":20}',
      }),
    },
  ],
  [
    'an early end',
    'queue work',
    'warning',
    /given up after 3 deliveries already/,
    {
      GetQueueAttributes: queue({
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: '3' }),
      }),
    },
  ],
  [
    'a short hiding',
    'queue work',
    'warning',
    /hidden for 30 s, less than the 360 s/,
    { GetQueueAttributes: queue({ VisibilityTimeout: '30' }) },
  ],
  [
    'dead letters kept for days',
    'queue work',
    'warning',
    /kept for 4 days, not 14/,
    { GetQueueAttributes: queue({}, { MessageRetentionPeriod: '345600' }) },
  ],
  [
    'no encryption',
    'queue work',
    'warning',
    /not encrypted/,
    { GetQueueAttributes: queue({ SqsManagedSseEnabled: 'false' }) },
  ],
  [
    'a key of one’s own',
    'queue work',
    'ok',
    /^0 messages, 0 dead letters$/,
    { GetQueueAttributes: queue({ SqsManagedSseEnabled: 'false', KmsMasterKeyId: 'alias/x' }) },
  ],
  [
    'anybody may send',
    'queue work',
    'broken',
    /lets anybody send/,
    { GetQueueAttributes: queue({ Policy: policy({ Principal: '*' }) }) },
  ],
  [
    'anybody may send to the other queue',
    'queue follow',
    'broken',
    /lets anybody send/,
    { GetQueueAttributes: queue({ Policy: policy({ Principal: { AWS: ['*'] } }) }) },
  ],
  [
    'anybody may send dead letters',
    'queue work',
    'broken',
    /dead letters lets anybody send/,
    { GetQueueAttributes: queue({}, { Policy: policy({ Principal: { AWS: '*' } }) }) },
  ],
  [
    'a condition',
    'queue work',
    'ok',
    /./,
    { GetQueueAttributes: queue({ Policy: policy({ Principal: '*', Condition: { ArnEquals: {} } }) }) },
  ],
  [
    'a service',
    'queue work',
    'ok',
    /./,
    { GetQueueAttributes: queue({ Policy: policy({ Principal: { Service: 'events.amazonaws.com' } }) }) },
  ],
  [
    'a denial',
    'queue work',
    'ok',
    /./,
    { GetQueueAttributes: queue({ Policy: policy({ Effect: 'Deny', Principal: '*' }) }) },
  ],
  [
    'dead letters',
    'queue work',
    'warning',
    /^0 messages, 2 dead letters$/,
    { GetQueueAttributes: queue({}, { ApproximateNumberOfMessages: '2' }) },
  ],

  ['no bus', 'event bus', 'broken', /ResourceNotFoundException/, { DescribeEventBus: GONE }],
  [
    'a bus that may not be looked at',
    'event bus',
    'not_checked',
    /may not DescribeEventBus/,
    { DescribeEventBus: DENIED },
  ],
  [
    'a bus open to anybody',
    'event bus',
    'warning',
    /takes events from anybody/,
    { DescribeEventBus: () => ({ body: { Name: 'the-bus', Policy: policy({ Principal: '*' }) } }) },
  ],
];

test.each(CASES)('%s: %s is %s', async (_, name, level, says, changed) => {
  answers = { ...answers, ...changed };
  expect((await looked())[name]).toMatchObject({ level, says: expect.stringMatching(says) });
});

test.each([
  ['no policy', {}, 'warning'],
  [
    'ours',
    {
      Policy: policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:SendMessage',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [] } },
      }),
    },
    'ok',
  ],
  [
    'another',
    {
      Policy: policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    },
    'warning',
  ],
])(
  'in a deployed stage the queue says who may send; %s',
  async (_, attributes: Record<string, string>, level) => {
    delete process.env.HW_ACCESS_KEY;
    delete process.env.HW_SECRET_KEY;
    Object.assign(process.env, { STAGE: 'prod', HW_CREDENTIALS_SECRET: 'credentials', POLICY: '' });
    answers = { ...answers, GetQueueAttributes: queue(attributes) };
    expect((await looked())['queue work']).toMatchObject({ level });
  },
);

test('what the table cannot answer is not looked into', async () => {
  answers = { ...answers, GetItem: GONE };
  const found = await looked();
  expect(found['ledger keys']).toMatchObject({ level: 'not_checked', because: 'ledger' });
  expect(found['ledger upkeep']).toMatchObject({ level: 'not_checked', because: 'ledger' });
});

test.each([
  ['LEDGER_TABLE', 'ledger'],
  ['QUEUE_URL', 'queue work'],
  ['DEAD_LETTER_QUEUE_URL', 'queue work'],
  ['EVENT_BUS', 'event bus'],
])('without %s, %s is not looked at', async (variable, name) => {
  delete process.env[variable];
  expect((await looked())[name]).toMatchObject({
    level: 'not_checked',
    says: expect.stringContaining(`${variable} is not set`),
  });
});

describe('the jobs that the ledger knows', () => {
  const known = (operation: string, service: string, job: string) => ({
    pk: `${operation}#${LIVED_IN}#request`,
    version: 1,
    write_id: 'w',
    doc: '{}',
    project: `${service}#${LIVED_IN}`,
    claimed_at: Date.now() - 60_000,
    jobs: [job],
    expires_at: Math.ceil(Date.now() / 1000) + 1000,
  });
  const examineWith = (row: (stage: { id(name: string): string }) => ReturnType<typeof known>) =>
    examineStage({
      prepare: async ({ environment, cloud }) => {
        process.env = { ...clean, ...environment };
        const works = [...cloud.state.jobs.values(), ...cloud.state.tasks.values()];
        const id = (name: string) => works.find((work) => work.name === name)?.id ?? '';
        await openTable(environment.LEDGER_TABLE ?? '').put(row({ id }), 'nothing');
      },
    });

  test('refute an inference where the cloud calls them otherwise', async () => {
    const { named } = await examineWith(({ id }) =>
      known('install-kernel-plugin', 'gaussdb', id('ResizeGaussDBV5Flavor')),
    );
    expect(named('ledger').says).toMatch(/, 1 jobs of the last week$/);
    expect(named('plug-in-job-name')).toMatchObject({
      level: 'broken',
      says: 'our installs are listed as ResizeGaussDBV5Flavor',
    });
  });

  test('confirm one where they are found', async () => {
    const { named } = await examineWith(({ id }) =>
      known('schedule-hotfix-upgrade', 'gaussdb', id('HOTFIX_VERSION_UPGRADE')),
    );
    expect(named('task-is-listed')).toMatchObject({
      level: 'ok',
      says: expect.stringMatching(/^1 of ours are listed/),
    });
    expect(named('plug-in-job-name').level).toBe('ok');
  });
});
