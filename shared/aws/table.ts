import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformUnavailable } from '../errors.ts';

/** One item of the ledger table: a JSON document under a key, with what its two indexes need beside it. */
export interface Row {
  readonly pk: string;
  /** Counts the writes; every write names the version it replaces. */
  readonly version: number;
  /** Tells our own write from another's when the answer to it was lost. */
  readonly write_id: string;
  readonly doc: string;
  /** Epoch ms at which something is to be done; absent when nothing is. */
  readonly due_at?: number;
  readonly shard?: string;
  /** `<service>#<project>`, for finding what else was going on there. */
  readonly project?: string;
  readonly claimed_at?: number;
  readonly jobs?: readonly string[];
  /** Targets for which a submission may be at work without its job being known yet. */
  readonly pending?: readonly string[];
  /** Epoch seconds after which the table may drop the item. */
  readonly expires_at: number;
}

/** The conditional reads and writes that the ledger is made of. Every method throws `PlatformUnavailable`. */
export interface Table {
  get(pk: string): Promise<Row | undefined>;
  /** Writes the row if the item still has `replaces` as its version, or does not exist; false when it has changed. */
  put(row: Row, replaces: number | 'nothing'): Promise<boolean>;
  /** Rows of a shard due at or before `until`, oldest first, at most 100. */
  due(shard: string, until: number): Promise<Row[]>;
  /** Moves the due time of a row that is still due at `from`; false when it is not. */
  postpone(pk: string, from: number, to: number): Promise<boolean>;
  /** Rows of a project claimed within a time span, as the index shows them a moment late. */
  recent(project: string, from: number, to: number): Promise<Recent[]>;
}

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
    due: (shard, until) =>
      ask(async (db, { QueryCommand }) => {
        const { Items = [] } = await db.send(
          new QueryCommand({
            TableName,
            IndexName: INDEXES.due,
            KeyConditionExpression: '#shard = :shard AND due_at <= :until',
            ExpressionAttributeNames: { '#shard': 'shard' },
            ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { N: String(until) } },
            Limit: 100,
          }),
        );
        return Items.map(fromItem);
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
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  return { db, sdk };
}

function toItem(row: Row): Record<string, AttributeValue> {
  return {
    pk: { S: row.pk },
    version: { N: String(row.version) },
    write_id: { S: row.write_id },
    doc: { S: row.doc },
    expires_at: { N: String(row.expires_at) },
    ...(row.due_at !== undefined &&
      row.shard && { due_at: { N: String(row.due_at) }, shard: { S: row.shard } }),
    ...(row.project &&
      row.claimed_at !== undefined && {
        project: { S: row.project },
        claimed_at: { N: String(row.claimed_at) },
      }),
    ...(row.jobs && row.jobs.length > 0 && { jobs: { SS: [...new Set(row.jobs)] } }),
    ...(row.pending && row.pending.length > 0 && { pending: { SS: [...row.pending] } }),
  };
}

function fromItem(item: Record<string, AttributeValue>): Row {
  const { pk, version, write_id, doc, due_at, shard, project, claimed_at, jobs, expires_at } = item;
  return {
    pk: pk?.S ?? '',
    version: Number(version?.N),
    write_id: write_id?.S ?? '',
    doc: doc?.S ?? '',
    expires_at: Number(expires_at?.N),
    ...(due_at?.N && { due_at: Number(due_at.N) }),
    ...(shard?.S && { shard: shard.S }),
    ...(project?.S && { project: project.S }),
    ...(claimed_at?.N && { claimed_at: Number(claimed_at.N) }),
    ...(jobs?.SS && { jobs: jobs.SS }),
  };
}
