import { PlatformUnavailable } from '../../terms/errors.ts';
import { atOnce, chunksOf } from '../../values/chunks.ts';
import type { Page } from '../page.ts';
import { wait } from '../wait.ts';
import { askAws } from './ask.ts';
import { AwsRefusal } from './refusal.ts';
import type { Item } from './row.ts';

// DynamoDB takes no more in one request.
const MOST_WRITTEN = 25;
const MOST_READ = 100;
const AT_ONCE = 4;

const PAUSE_MS = 50;
/** What a batch left undone is asked again so often. */
const ROUNDS = 5;

/** What a query or a scan answers. */
export interface Queried {
  readonly Items?: readonly Item[];
  readonly LastEvaluatedKey?: Page;
}

/** How one table is asked. Each throws `PlatformUnavailable`. */
export interface TableAsker {
  ask<Output>(action: string, input: object, timeoutMs?: number): Promise<Output>;
  /** False where the condition of the write does not hold. */
  conditionally(action: string, input: object): Promise<boolean>;
  /** The items of any number of keys that exist, in no order. */
  readAll(keys: readonly Item[]): Promise<Item[]>;
  /** Carries out any number of writes, no two of one key. */
  writeAll(writes: readonly object[]): Promise<void>;
}

interface Batch<One> {
  readonly UnprocessedItems?: Readonly<Record<string, readonly One[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly One[] }>>;
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
}

/** The DynamoDB table of that name, called so in what went wrong. */
export function tableAsker(called: string, TableName: string): TableAsker {
  const ask = async <Output>(action: string, input: object, timeoutMs?: number): Promise<Output> => {
    try {
      return await askAws<Output>('dynamodb', action, { TableName, ...input }, timeoutMs);
    } catch (cause) {
      if (cause instanceof AwsRefusal && cause.name === 'ConditionalCheckFailedException') throw cause;
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      const because = cause instanceof AwsRefusal && !cause.passing ? 'refused' : undefined;
      throw new PlatformUnavailable(`${called} ${TableName} did not answer: ${reason}`, because);
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
        throw new PlatformUnavailable(`${called} ${TableName} left a part of ${action} undone`);
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
  return {
    ask,
    async readAll(keys) {
      const read = await atOnce(AT_ONCE, chunksOf(keys, MOST_READ), (some) =>
        batch('BatchGetItem', some, (Keys) => ({ Keys, ConsistentRead: true })),
      );
      return read.flat();
    },
    async writeAll(writes) {
      await atOnce(AT_ONCE, chunksOf(writes, MOST_WRITTEN), (some) =>
        batch('BatchWriteItem', some, (left) => left),
      );
    },
    async conditionally(action, input) {
      try {
        await ask(action, input);
        return true;
      } catch (error) {
        if (error instanceof PlatformUnavailable) throw error;
        return false;
      }
    },
  };
}

/** The condition that an item is still the one that is replaced. */
export const stillThere = (replaces: number | 'nothing') =>
  replaces === 'nothing'
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :replaces',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':replaces': { N: String(replaces) } },
      };

/** The query for what of a shard is due at or before a time. */
export const dueQuery = (IndexName: string, shard: string, until: number, page: Page | undefined) => ({
  IndexName,
  KeyConditionExpression: '#shard = :shard AND due_at <= :until',
  ExpressionAttributeNames: { '#shard': 'shard' },
  ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { N: String(until) } },
  Limit: 100,
  ...(page && { ExclusiveStartKey: page }),
});
