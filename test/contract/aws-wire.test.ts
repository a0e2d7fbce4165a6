import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callerAccount } from '../../shared/platform/aws/account.ts';
import { askAws, type JsonServiceName } from '../../shared/platform/aws/ask.ts';
import { functionVariables } from '../../shared/platform/aws/function-variables.ts';
import { publishToTopic, subscriptionsOf } from '../../shared/platform/aws/topic.ts';
import { startMailbox } from '../../stand-in/chat/mailbox.ts';
import { startDescribed } from '../../stand-in/platform/described.ts';

import { expectedAuthorization } from './aws-signature.ts';

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const caller = { access: 'AKIAWIRE', secret: 'a secret of +/= characters', region: 'eu-west-1' };
const environment = { ...process.env };
const seen: Seen[] = [];
const server = createServer(async (incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  seen.push({ method, path, headers, body: await text(incoming) });
  outgoing.end('{}');
});
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen.length = 0;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: caller.region,
    AWS_ACCESS_KEY_ID: caller.access,
    AWS_SECRET_ACCESS_KEY: caller.secret,
  });
  delete process.env.AWS_SESSION_TOKEN;
});
afterAll(() => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
});

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/q';
const Key = { pk: { S: 'patch-databases#p#r' } };
const settings = () => ({ endpoint, region: caller.region });
const dynamo = (command: unknown) => new DynamoDBClient(settings()).send(command as GetItemCommand);
const sqs = (command: unknown) => new SQSClient(settings()).send(command as DeleteMessageCommand);
const secrets = (command: unknown) =>
  new SecretsManagerClient(settings()).send(command as GetSecretValueCommand);

const bus = (command: unknown) => new EventBridgeClient(settings()).send(command as PutEventsCommand);
const event = {
  EventBusName: 'b',
  Source: 'db-upkeep',
  DetailType: 'Upkeep Job Ended',
  Detail: '{"version":1}',
};

const Entries = [{ Id: '0', ReceiptHandle: 'handle', VisibilityTimeout: 0 }];
const message = {
  Id: '0',
  MessageBody: '{"instance_ids":["ä"]}',
  MessageAttributes: { request_id: { DataType: 'String', StringValue: 'CHG-1' } },
};
const query = {
  TableName: 't',
  IndexName: 'due',
  KeyConditionExpression: '#shard = :shard AND due_at <= :until',
  ExpressionAttributeNames: { '#shard': 'shard' },
  ExpressionAttributeValues: { ':shard': { S: '3' }, ':until': { N: '1' } },
  Limit: 100,
  ExclusiveStartKey: Key,
};
const received = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ['All'] };

type Input = Record<string, unknown>;
const calls: [JsonServiceName, string, Input, (input: never) => Promise<unknown>][] = [
  [
    'dynamodb',
    'GetItem',
    { TableName: 't', Key, ConsistentRead: true },
    (i) => dynamo(new GetItemCommand(i)),
  ],
  [
    'dynamodb',
    'PutItem',
    {
      TableName: 't',
      Item: { ...Key, jobs: { SS: ['a', 'b'] } },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
    (i) => dynamo(new PutItemCommand(i)),
  ],
  ['dynamodb', 'Query', query, (i) => dynamo(new QueryCommand(i))],
  [
    'dynamodb',
    'UpdateItem',
    {
      TableName: 't',
      Key,
      UpdateExpression: 'SET due_at = :to',
      ExpressionAttributeValues: { ':to': { N: '2' } },
    },
    (i) => dynamo(new UpdateItemCommand(i)),
  ],
  ['eventbridge', 'PutEvents', { Entries: [event] }, (i) => bus(new PutEventsCommand(i))],
  ['sqs', 'SendMessageBatch', { QueueUrl, Entries: [message] }, (i) => sqs(new SendMessageBatchCommand(i))],
  ['sqs', 'ReceiveMessage', received, (i) => sqs(new ReceiveMessageCommand(i))],
  [
    'sqs',
    'ChangeMessageVisibilityBatch',
    { QueueUrl, Entries },
    (i) => sqs(new ChangeMessageVisibilityBatchCommand(i)),
  ],
  ['sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: 'handle' }, (i) => sqs(new DeleteMessageCommand(i))],
  [
    'sqs',
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['All'] },
    (i) => sqs(new GetQueueAttributesCommand(i)),
  ],
  [
    'secrets_manager',
    'GetSecretValue',
    { SecretId: 'db-upkeep/prod', VersionStage: 'AWSCURRENT' },
    (i) => secrets(new GetSecretValueCommand(i)),
  ],
];
const signedAs = {
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  sqs: 'sqs',
  secrets_manager: 'secretsmanager',
} as const;

describe('a request is the one that the SDK makes', () => {
  test.each(calls)('%s %s', async (service, action, input, bySdk) => {
    // The SDK checks what the queue says it took; this one says nothing.
    await bySdk(input as never).catch(() => undefined);
    await askAws(service, action, input);
    const [theirs, ours] = seen.map(({ method, path, headers, body }) => ({
      method,
      path,
      target: headers['x-amz-target'],
      type: headers['content-type'],
      body: JSON.parse(body) as unknown,
      scope: /\/(\w[^/]*\/[^/]+\/aws4_request),/.exec(headers.authorization ?? '')?.[1],
    }));
    expect(ours).toEqual(theirs);
    for (const { headers, body } of seen) {
      expect(headers.authorization).toBe(
        expectedAuthorization(headers, body, { ...caller, service: signedAs[service] }),
      );
    }
  });
});

describe('a request in another protocol is the one that the SDK makes', () => {
  test.each([
    [
      'lambda',
      () => functionVariables('db-upkeep-prod-sweep'),
      () =>
        new LambdaClient(settings()).send(
          new GetFunctionConfigurationCommand({ FunctionName: 'db-upkeep-prod-sweep' }),
        ),
    ],
    ['sts', () => callerAccount(), () => new STSClient(settings()).send(new GetCallerIdentityCommand({}))],
  ])('to %s', async (service, byUs, bySdk) => {
    await bySdk().catch(() => undefined);
    // No account is no reply of the service's, and asked for again.
    await byUs().catch(() => undefined);
    const [theirs, ours] = seen.map(({ method, path, headers, body }) => ({
      method,
      path,
      type: headers['content-type'],
      body: Object.fromEntries(new URLSearchParams(body)),
      scope: /\/(\w[^/]*\/[^/]+\/aws4_request),/.exec(headers.authorization ?? '')?.[1],
    }));
    expect(ours).toEqual(theirs);
    for (const { headers, body, ...line } of seen) {
      const authorization = expectedAuthorization(headers, body, { ...caller, service }, line);
      expect(headers.authorization).toBe(authorization);
    }
  });
});

describe('mails', () => {
  const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:db-upkeep-local-people';
  const sns = (at: string) => new SNSClient({ ...settings(), endpoint: at });
  const hostile = [
    'a b+c&Action=DeleteTopic&TopicArn=x=y%20%2B;#?/',
    "!'()*~-_.",
    'line\nof\ttwo\r\n\u0000\u007f\u2028\u202e\ufeff',
    '补丁成功 🐘 é e\u0301 ＠all <!channel> <at id=all>',
    '<xml attribute="1">&amp;</xml>]]>',
  ];
  const ofAnything = fc.string({ unit: 'binary' }).filter((text) => text !== '');

  test('are encoded as by the SDK, whatever stands in them', async () => {
    const fields = (body: string) => body.split('&').toSorted();
    const alike = async (Message: string) => {
      seen.length = 0;
      const Subject = 'db-upkeep local: Daily Digest';
      await sns(endpoint)
        .send(new PublishCommand({ TopicArn: TOPIC, Subject, Message }))
        .catch(() => undefined);
      await publishToTopic(TOPIC, Subject, Message).catch(() => undefined);
      const [theirs, ours] = seen;
      expect(fields(ours?.body ?? '')).toEqual(fields(theirs?.body ?? ''));
      expect(ours?.headers['content-type']).toBe(theirs?.headers['content-type']);
    };
    for (const text of hostile) await alike(text);
    await fc.assert(fc.asyncProperty(ofAnything, alike), { numRuns: 50 });
  });

  test('half a character keeps none from being sent', async () => {
    await publishToTopic(TOPIC, 'subject', 'a\ud83d b').catch(() => undefined);
    expect(new URLSearchParams(seen[0]?.body).get('Message')).toBe('a\ufffd b');
  });

  test('are looked at as the SDK does, and both read what the stand-ins say', async () => {
    await sns(endpoint)
      .send(new GetTopicAttributesCommand({ TopicArn: TOPIC }))
      .catch(() => undefined);
    await subscriptionsOf(TOPIC).catch(() => undefined);
    const [theirs, ours] = seen.map(({ body }) => body.split('&').toSorted());
    expect(ours).toEqual(theirs);
    const mailbox = await startMailbox();
    const described = await startDescribed({ dynamodb: endpoint, sqs: endpoint, busName: 'b', topic: TOPIC });
    const Message = hostile.join('');
    try {
      const client = sns(mailbox.endpoint);
      expect(await client.send(new PublishCommand({ TopicArn: TOPIC, Subject: 's', Message }))).toMatchObject(
        {
          MessageId: 'm-1',
        },
      );
      await expect(client.send(new PublishCommand({ TopicArn: 'x', Message: 'm' }))).rejects.toMatchObject({
        name: 'NotFoundException',
      });
      process.env.AWS_ENDPOINT_URL_SNS = mailbox.endpoint;
      await publishToTopic(TOPIC, 's', Message);
      expect(mailbox.mails.map(({ text }) => text)).toEqual([Message, Message]);
      const found = await sns(described.endpoints.sns).send(
        new GetTopicAttributesCommand({ TopicArn: TOPIC }),
      );
      process.env.AWS_ENDPOINT_URL_SNS = described.endpoints.sns;
      const { confirmed, pending } = await subscriptionsOf(TOPIC);
      expect(found.Attributes).toMatchObject({
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(pending),
      });
    } finally {
      delete process.env.AWS_ENDPOINT_URL_SNS;
      await mailbox.close();
      await described.close();
    }
  });
});

test('whatever is asked, and by whomever, the signature is right', async () => {
  const word = fc.string({ minLength: 1, unit: fc.constantFrom(...'aZ09+/=') });
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), word, word, fc.option(word), async (value, access, secret, token) => {
      seen.length = 0;
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret });
      if (token) process.env.AWS_SESSION_TOKEN = token;
      else delete process.env.AWS_SESSION_TOKEN;
      await askAws('dynamodb', 'GetItem', { value });
      const { headers, body } = seen[0] as Seen;
      expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify({ value })));
      expect(headers['x-amz-security-token']).toBe(token ?? undefined);
      expect(headers.authorization).toContain('host;');
      expect(headers.authorization).toContain('x-amz-date');
      const signer = { ...caller, access, secret, service: 'dynamodb' };
      expect(headers.authorization).toBe(expectedAuthorization(headers, body, signer));
    }),
    { numRuns: 200 },
  );
});
