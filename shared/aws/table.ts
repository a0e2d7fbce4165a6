import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformUnavailable } from '../errors.ts';
import { fromItem, type Row, toItem } from './row.ts';
import { TIMEOUTS } from './timeouts.ts';

/** The conditional reads and writes that the ledger is made of. Every method throws `PlatformUnavailable`. */
export interface Table {
  get(pk: string): Promise<Row | undefined>;
  /** Writes the row if the item still has `replaces` as its version, or does not exist; false when it has changed. */
  put(row: Row, replaces: number | 'nothing'): Promise<boolean>;
  /** Rows of a shard due at or before `until`, oldest first, a page of at most 100 at a time. */
  due(shard: string, until: number, page?: Page): Promise<{ rows: Row[]; next?: Page }>;
  /** Moves the due time of a row that is still due at `from`; false when it is not. */
  postpone(pk: string, from: number, to: number): Promise<boolean>;
  /** Rows of a project claimed within a time span, as the index shows them a moment late. */
  recent(project: string, from: number, to: number): Promise<Recent[]>;
}

/** Where the next page of a query begins. */
export type Page = Record<string, AttributeValue>;

/** What the index of recent claims holds of a row. */
export type Recent = Pick<Row, 'pk' | 'jobs' | 'pending'>;

/** The names of the table's two indexes. */
export const INDEXES = { due: 'due', recent: 'recent' } as const;

let client: Promise<{ db: DynamoDBClient; sdk: typeof import('@aws-sdk/client-dynamodb') }> | undefined;

/** The DynamoDB table of that name; the client is loaded with the first call. */
export function openTable(TableName: string): Table {
  const ask = async <Output>(
    work: (db: DynamoDBClient, sdk: typeof import('@aws-sdk/client-dynamodb')) => Promise<Output>,
  ): Promise<Output> => {
    client ??= connect();
    const { db, sdk } = await client;
    try {
      return await work(db, sdk);
    } catch (cause) {
      if (cause instanceof sdk.ConditionalCheckFailedException) throw cause;
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new PlatformUnavailable(`the ledger ${TableName} did not answer: ${reason}`);
    }
  };
  const conditionally = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof PlatformUnavailable) throw error;
      return false;
    }
  };
  const get = (pk: string) =>
    ask(async (db, { GetItemCommand }) => {
      const { Item } = await db.send(
        new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true }),
      );
      return Item && fromItem(Item);
    });
  return {
    get,
    async put(row, replaces) {
      const condition =
        replaces === 'nothing'
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :replaces',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':replaces': { N: String(replaces) } },
            };
      const written = await conditionally(() =>
        ask((db, { PutItemCommand }) =>
          db.send(new PutItemCommand({ TableName, Item: toItem(row), ...condition })),
        ),
      );
      // A write whose answer was lost is repeated by the SDK and then meets itself.
      return written || (await get(row.pk))?.write_id === row.write_id;
    },
    due: (shard, until, page) =>
      ask(async (db, { QueryCommand }) => {
        const { Items = [], LastEvaluatedKey: next } = await db.send(
          new QueryCommand({
            TableName,
            IndexName: INDEXES.due,
            KeyConditionExpression: '#shard = :shard AND due_at <= :until',
            ExpressionAttributeNames: { '#shard': 'shard' },
            ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { N: String(until) } },
            Limit: 100,
            ...(page && { ExclusiveStartKey: page }),
          }),
        );
        return { rows: Items.map(fromItem), ...(next && { next }) };
      }),
    postpone: (pk, from, to) =>
      conditionally(() =>
        ask((db, { UpdateItemCommand }) =>
          db.send(
            new UpdateItemCommand({
              TableName,
              Key: { pk: { S: pk } },
              UpdateExpression: 'SET due_at = :to',
              ConditionExpression: 'due_at = :from',
              ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(to) } },
            }),
          ),
        ),
      ),
    recent: (project, from, to) =>
      ask(async (db, { QueryCommand }) => {
        const rows: Recent[] = [];
        let next: Record<string, AttributeValue> | undefined;
        do {
          const page = await db.send(
            new QueryCommand({
              TableName,
              IndexName: INDEXES.recent,
              KeyConditionExpression: '#project = :project AND claimed_at BETWEEN :from AND :to',
              ExpressionAttributeNames: { '#project': 'project' },
              ExpressionAttributeValues: {
                ':project': { S: project },
                ':from': { N: String(from) },
                ':to': { N: String(to) },
              },
              ...(next && { ExclusiveStartKey: next }),
            }),
          );
          rows.push(
            ...(page.Items ?? []).map(({ pk, jobs, pending }) => ({
              pk: pk?.S ?? '',
              jobs: jobs?.SS ?? [],
              pending: pending?.SS ?? [],
            })),
          );
          next = page.LastEvaluatedKey;
        } while (next);
        return rows;
      }),
  };
}

async function connect() {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const db = new sdk.DynamoDBClient({
    maxAttempts: 3,
    requestHandler: TIMEOUTS,
  });
  return { db, sdk };
}
