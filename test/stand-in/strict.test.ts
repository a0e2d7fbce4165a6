import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import dynalite from 'dynalite';
import { localCredentials as credentials } from '../../stand-in/platform/local-credentials.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { startStrictDynamoDb } from '../../stand-in/platform/strict-dynamodb.ts';
import type { StrictProxy } from '../../stand-in/platform/strict-proxy.ts';
import { type StrictSqs, startStrictSqs } from '../../stand-in/platform/strict-sqs.ts';

const region = 'eu-west-1';

describe('SQS by its own limits', () => {
  let queues: Queues;
  let strict: StrictSqs;
  let sqs: SQSClient;
  let QueueUrl: string;
  let clock = 0;

  beforeAll(async () => {
    queues = await startQueues(['patch']);
    strict = await startStrictSqs({ target: queues.endpoint, now: () => Date.now() + clock });
    QueueUrl = strict.url(queues.url('patch'));
    sqs = new SQSClient({ endpoint: strict.endpoint, region, credentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    sqs.destroy();
    await strict.close();
    await queues.close();
  });

  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const send = (more: object) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm', ...more }));
  const batch = (Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  test.each([
    ['a delay over 15 minutes', { DelaySeconds: 901 }],
    ['a fractional delay', { DelaySeconds: 1.5 }],
    [
      'more than 1 MiB with attributes',
      { MessageBody: 'm'.repeat(1_048_570), MessageAttributes: { a: text('b') } },
    ],
    [
      'eleven attributes',
      { MessageAttributes: Object.fromEntries('abcdefghijk'.split('').map((n) => [n, text('v')])) },
    ],
    ['an attribute name with a blank', { MessageAttributes: { 'a b': text('v') } }],
    ['a reserved attribute name', { MessageAttributes: { 'AWS.name': text('v') } }],
    ['an empty attribute', { MessageAttributes: { a: text('') } }],
    ['an empty message group', { MessageGroupId: '' }],
    ['a message group with a blank', { MessageGroupId: 'a b' }],
    ['a message group of 129 characters', { MessageGroupId: 'g'.repeat(129) }],
  ])('refuses %s', async (_case, more) => {
    await expect(send(more)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('refuses bad batches, and bad entries one by one', async () => {
    const entries = (count: number, MessageBody = 'm') =>
      Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, MessageBody }));
    await expect(batch(entries(11))).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(batch(entries(2, 'm'.repeat(600_000)))).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
    });
    const [entry = { Id: '', MessageBody: '' }] = entries(1);
    await expect(batch([entry, entry])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(batch([{ ...entry, Id: 'a.b' }])).rejects.toMatchObject({ name: 'InvalidBatchEntryId' });
    const mixed = await batch([entry, { Id: 'late', MessageBody: 'm', DelaySeconds: 1000 }]);
    expect(mixed.Successful?.map(({ Id }) => Id)).toEqual(['e0']);
    expect(mixed.Failed).toMatchObject([{ Id: 'late', SenderFault: true, Code: 'InvalidParameterValue' }]);
  });

  test('hides a message in whole seconds, for 12 h in total since it was received', async () => {
    await send({});
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const hide = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await hide(40_000);
    await expect(hide(1.5)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(hide(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    clock = 3_600_000;
    await hide(39_000);
    await expect(hide(39_700)).rejects.toThrow('Total VisibilityTimeout for the message is beyond the limit');
    clock = 0;
  });

  test('fails when told to, and says what passed', async () => {
    const before = strict.passed.length;
    strict.failNext(1, 'throttled', 'SendMessage');
    strict.failNext(1, 'error');
    strict.failNext(1, 'reset');
    strict.failNext(1, 'lost');
    await expect(send({})).rejects.toMatchObject({ name: 'RequestThrottled' });
    await expect(send({})).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    await expect(send({ MessageBody: 'never arrives' })).rejects.toThrow();
    await expect(send({ MessageBody: 'arrives all the same' })).rejects.toThrow();
    const outage = strict.outage(200);
    await expect(send({})).rejects.toThrow('ECONNREFUSED');
    await outage;
    await send({ MessageBody: 'after' });
    expect(
      strict.passed.slice(before).map(({ action, input, status }) => [action, input.MessageBody, status]),
    ).toEqual([
      ['SendMessage', 'arrives all the same', 200],
      ['SendMessage', 'after', 200],
    ]);
  });
});

describe('DynamoDB by its own limits', () => {
  const server = dynalite({ createTableMs: 0 });
  let strict: StrictProxy;
  let db: DynamoDBClient;
  const TableName = 'ledger';

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    strict = await startStrictDynamoDb({ target });
    db = new DynamoDBClient({ endpoint: strict.endpoint, region, credentials, maxAttempts: 1 });
    await db.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'due'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-due',
            KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  });
  afterAll(async () => {
    db.destroy();
    await strict.close();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  const put = (Item: Record<string, { S: string }>, more = {}) =>
    db.send(new PutItemCommand({ TableName, Item, ...more }));
  const update = (UpdateExpression: string, more = {}) =>
    db.send(new UpdateItemCommand({ TableName, Key: { pk: { S: 'a' } }, UpdateExpression, ...more }));
  const empty = { ExpressionAttributeValues: { ':v': { S: '' } } };
  const setName = { ExpressionAttributeNames: { '#d': 'due' }, ...empty };

  test('takes what DynamoDB takes', async () => {
    await put({ pk: { S: 'a' }, note: { S: '' } });
    await update('SET note = :v', empty);
    const { Item } = await db.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    expect(Item).toEqual({ pk: { S: 'a' }, note: { S: '' } });
  });

  const long = `SET ${Array.from({ length: 400 }, (_, n) => `attribute${n} = :v`).join(', ')}`;
  const used = { ExpressionAttributeValues: { ':v': { S: 'v' }, ':w': { S: 'w' } } };
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'an expression over 4 KB',
      () => update(long, empty),
      'Expression size has exceeded the maximum allowed size',
    ],
    ['an empty key', () => put({ pk: { S: '' } }), 'cannot contain an empty string value. Key: pk'],
    ['an empty index key', () => put({ pk: { S: 'a' }, due: { S: '' } }), 'IndexName: by-due, IndexKey: due'],
    [
      'an empty index key set later',
      () => update('SET #d = :v', setName),
      'IndexName: by-due, IndexKey: due',
    ],
    [
      'an item over 400 KB',
      () => put({ pk: { S: 'a' }, b: { S: 'x'.repeat(410_000) } }),
      'Item size has exceeded',
    ],
    ['a bare reserved word', () => update('SET status = :v', empty), 'reserved keyword: status'],
    ['an unused value', () => update('SET a = :v', used), 'unused in expressions'],
    [
      'an unused name',
      () => update('SET a = :v', { ...empty, ExpressionAttributeNames: { '#n': 'n' } }),
      'unused in expressions',
    ],
    [
      'a search for an empty key',
      () =>
        db.send(
          new QueryCommand({ TableName, IndexName: 'by-due', KeyConditionExpression: 'due = :v', ...empty }),
        ),
      'cannot contain an empty string value',
    ],
  ])('refuses %s', async (_case, call, message) => {
    await expect(call()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  test('fails when told to', async () => {
    strict.failNext(1, 'throttled');
    await expect(put({ pk: { S: 'b' } })).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
    strict.failNext(1, 'error', 'PutItem');
    await expect(put({ pk: { S: 'b' } })).rejects.toMatchObject({ name: 'InternalServerError' });
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    strict.failNext(1, 'lost');
    await expect(put({ pk: { S: 'b' } }, condition)).rejects.toThrow();
    await expect(put({ pk: { S: 'b' } }, condition)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
  });
});
