import { PlatformUnavailable } from '../../terms/errors.ts';
import { atOnce, chunksOf } from '../../values/chunks.ts';
import type { Page, Recent, Table } from '../ports.ts';
import { wait } from '../wait.ts';
import { askAws } from './ask.ts';
import { INDEXES } from './indexes.ts';
import { pointerItem } from './pointer.ts';
import { AwsRefusal } from './refusal.ts';
import { fromItem, type Item, toItem } from './row.ts';
import type { Queried } from './searches.ts';

const PAUSE_MS = 50;
// DynamoDB takes no more in one request.
const MOST_WRITTEN = 25;
const AT_ONCE = 4;
/** What a batch left undone is asked again so often. */
const ROUNDS = 5;

interface Batch<One> {
  readonly UnprocessedItems?: Readonly<Record<string, readonly One[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly One[] }>>;
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
}

/** The DynamoDB table of that name. */
export function openTable(TableName: string): Table {
  const ask = async <Output>(action: string, input: object, timeoutMs?: number): Promise<Output> => {
    try {
      return await askAws<Output>('dynamodb', action, { TableName, ...input }, timeoutMs);
    } catch (cause) {
      if (cause instanceof AwsRefusal && cause.name === 'ConditionalCheckFailedException') throw cause;
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      const because = cause instanceof AwsRefusal && !cause.passing ? 'refused' : undefined;
      throw new PlatformUnavailable(`the ledger ${TableName} did not answer: ${reason}`, because);
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
  const batch = async <One>(
    action: string,
    some: readonly One[],
    requested: (some: readonly One[]) => object,
  ) => {
    const items: Item[] = [];
    let left = some;
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS)
        throw new PlatformUnavailable(`the ledger ${TableName} left a part of ${action} undone`);
      if (round > 0) await wait(Math.random() * PAUSE_MS * 2 ** round);
      const said = await ask<Batch<One>>(action, {
        TableName: undefined,
        RequestItems: { [TableName]: requested(left) },
      });
      items.push(...(said.Responses?.[TableName] ?? []));
      left = said.UnprocessedItems?.[TableName] ?? said.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    return items;
  };
  // People search, functions do not: loaded with the first search.
  const searches = async () => (await import('./searches.ts')).searchesOf({ ask, batch });
  const get = async (pk: string) => {
    const { Item } = await ask<{ Item?: Item }>('GetItem', { Key: { pk: { S: pk } }, ConsistentRead: true });
    return Item && fromItem(Item);
  };
  return {
    get,
    getAll: async (pks) => (await searches()).getAll(pks),
    async point(pointers) {
      const puts = pointers.map((pointer) => ({ PutRequest: { Item: pointerItem(pointer) } }));
      await atOnce(AT_ONCE, chunksOf(puts, MOST_WRITTEN), (some) =>
        batch('BatchWriteItem', some, (left) => left),
      );
    },
    pointed: async (about, wanted, page) => (await searches()).pointed(about, wanted, page),
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
    scan: async (wanted, page) => (await searches()).scan(wanted, page),
  };
}
