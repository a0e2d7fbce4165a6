import { PlatformUnavailable } from '../../terms/errors.ts';
import { askAws } from './ask.ts';
import { AwsRefusal } from './refusal.ts';
import { fromItem, type Item, type Row, toItem } from './row.ts';

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
  /** Rows whose key begins with one of the prefixes and whose document holds the text; the whole table, a page at a time. */
  scan(wanted: Wanted, page?: Page): Promise<{ rows: Row[]; next?: Page }>;
}

/** What a scan looks for; without a text, every document. */
export interface Wanted {
  readonly prefixes: readonly string[];
  readonly text?: string;
}

/** Where the next page of a query begins. */
export type Page = Item;

/** What the index of recent claims holds of a row. */
export type Recent = Pick<Row, 'pk' | 'jobs' | 'pending'>;

/** The names of the table's two indexes. */
export const INDEXES = { due: 'due', recent: 'recent' } as const;

// A page of a scan is up to 1 MiB, over a person's line.
const SCAN_TIMEOUT_MS = 10_000;

interface Queried {
  readonly Items?: readonly Item[];
  readonly LastEvaluatedKey?: Page;
}

/** The DynamoDB table of that name. */
export function openTable(TableName: string): Table {
  const ask = async <Output>(action: string, input: object, timeoutMs?: number): Promise<Output> => {
    try {
      return await askAws<Output>('dynamodb', action, { TableName, ...input }, timeoutMs);
    } catch (cause) {
      if (cause instanceof AwsRefusal && cause.name === 'ConditionalCheckFailedException') throw cause;
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new PlatformUnavailable(`the ledger ${TableName} did not answer: ${reason}`, { cause });
    }
  };
  const conditionally = async (action: string, input: object): Promise<boolean> => {
    try {
      await ask(action, input);
      return true;
    } catch (error) {
      if (error instanceof PlatformUnavailable) throw error;
      return false;
    }
  };
  const get = async (pk: string) => {
    const { Item } = await ask<{ Item?: Item }>('GetItem', { Key: { pk: { S: pk } }, ConsistentRead: true });
    return Item && fromItem(Item);
  };
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
      const written = await conditionally('PutItem', { Item: toItem(row), ...condition });
      // A write whose answer was lost is repeated and then meets itself.
      return written || (await get(row.pk))?.write_id === row.write_id;
    },
    async due(shard, until, page) {
      const { Items = [], LastEvaluatedKey: next } = await ask<Queried>('Query', {
        IndexName: INDEXES.due,
        KeyConditionExpression: '#shard = :shard AND due_at <= :until',
        ExpressionAttributeNames: { '#shard': 'shard' },
        ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { N: String(until) } },
        Limit: 100,
        ...(page && { ExclusiveStartKey: page }),
      });
      return { rows: Items.map(fromItem), ...(next && { next }) };
    },
    postpone: (pk, from, to) =>
      conditionally('UpdateItem', {
        Key: { pk: { S: pk } },
        UpdateExpression: 'SET due_at = :to',
        ConditionExpression: 'due_at = :from',
        ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(to) } },
      }),
    async recent(project, from, to) {
      const rows: Recent[] = [];
      let next: Page | undefined;
      do {
        const { Items = [], LastEvaluatedKey }: Queried = await ask('Query', {
          IndexName: INDEXES.recent,
          KeyConditionExpression: '#project = :project AND claimed_at BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#project': 'project' },
          ExpressionAttributeValues: {
            ':project': { S: project },
            ':from': { N: String(from) },
            ':to': { N: String(to) },
          },
          ...(next && { ExclusiveStartKey: next }),
        });
        for (const { pk, jobs, pending } of Items)
          rows.push({ pk: pk?.S ?? '', jobs: jobs?.SS ?? [], pending: pending?.SS ?? [] });
        next = LastEvaluatedKey;
      } while (next);
      return rows;
    },
    async scan({ prefixes, text }, page) {
      const begins = prefixes.map((_, index) => `begins_with(pk, :prefix${index})`).join(' OR ');
      const input = {
        ConsistentRead: true,
        FilterExpression: text === undefined ? begins : `(${begins}) AND contains(doc, :text)`,
        ExpressionAttributeValues: {
          ...Object.fromEntries(prefixes.map((prefix, index) => [`:prefix${index}`, { S: prefix }])),
          ...(text !== undefined && { ':text': { S: text } }),
        },
        ...(page && { ExclusiveStartKey: page }),
      };
      const { Items = [], LastEvaluatedKey: next } = await ask<Queried>('Scan', input, SCAN_TIMEOUT_MS);
      return { rows: Items.map(fromItem), ...(next && { next }) };
    },
  };
}
