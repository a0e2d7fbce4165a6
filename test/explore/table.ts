import { ledgerResources } from '../../infra/aws/ledger.ts';
import type { Item } from '../../shared/platform/aws/row.ts';
import { meets, type Terms } from './condition.ts';

/** What the table answers: an output, or the name of the error. */
export type TableAnswer = { readonly output: object } | { readonly error: string };

/** DynamoDB in memory, for one table: items under `pk`, and what its indexes showed a while ago. */
export interface MemoryTable {
  ask(action: string, input: object, staleMs?: number): TableAnswer;
  /** Every item as it stands. */
  items(): readonly Item[];
  get(pk: string): Item | undefined;
  /** Hears of every item written. */
  onWrite: (item: Item) => void;
}

type Input = Terms & {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
  readonly RequestItems?: Readonly<Record<string, Batched>>;
  readonly ExclusiveStartKey?: Item;
};

/** What a batch writes, or the keys that it reads. */
type Batched =
  | readonly { readonly PutRequest: { readonly Item: Item } }[]
  | { readonly Keys: readonly Item[] };

interface Version {
  readonly at: number;
  readonly item: Item | undefined;
}

const INDEXES = ledgerResources('dev').Ledger.Properties.GlobalSecondaryIndexes.map(
  ({ IndexName, KeySchema }) => ({
    name: IndexName,
    keys: KeySchema.map(({ AttributeName }) => AttributeName),
  }),
);

/** An empty table; `now` in epoch ms. */
export function startTable(now: () => number): MemoryTable {
  const versions = new Map<string, Version[]>();
  const itemAt = (history: readonly Version[] | undefined, at: number) =>
    history?.findLast((version) => version.at <= at)?.item;
  const get = (pk: string) => versions.get(pk)?.at(-1)?.item;
  const set = (pk: string, item: Item | undefined) => {
    const history = versions.get(pk) ?? [];
    history.push({ at: now(), item });
    versions.set(pk, history);
    if (item) table.onWrite(item);
  };
  const items = () => [...versions.keys()].map(get).filter((item) => item !== undefined);
  /** The items that the index of a request holds. */
  const indexed = ({ IndexName }: Input) => {
    const { keys = [] } = INDEXES.find(({ name }) => name === IndexName) ?? {};
    return items().filter((item) => keys.every((key) => item[key]));
  };
  const table: MemoryTable = {
    items,
    get,
    onWrite: () => {},
    ask(action, asked, staleMs = 0) {
      const input = asked as Input;
      const pk = input.Item?.pk?.S ?? input.Key?.pk?.S ?? '';
      const held = get(pk);
      if (action === 'GetItem') return { output: held ? { Item: held } : {} };
      if (action === 'Query') return query(input, staleMs);
      if (action === 'Scan')
        return {
          output: { Items: indexed(input).filter((item) => meets(item, input.FilterExpression, input)) },
        };
      if (action === 'BatchWriteItem' || action === 'BatchGetItem') return batch(input);
      if (!meets(held, input.ConditionExpression, input)) return { error: 'ConditionalCheckFailedException' };
      if (action === 'PutItem') set(pk, input.Item);
      else if (action === 'DeleteItem') set(pk, undefined);
      else if (action === 'UpdateItem') set(pk, updated({ pk: { S: pk }, ...held }, input));
      else throw new Error(`the table does not know ${action}`);
      return { output: {} };
    },
  };
  return table;

  function batch({ RequestItems = {} }: Input): TableAnswer {
    const [name = '', asked] = Object.entries(RequestItems)[0] ?? [];
    if (asked === undefined) return { error: 'ValidationException' };
    if ('Keys' in asked) {
      const read = asked.Keys.map(({ pk }) => get(pk?.S ?? '')).filter((item) => item !== undefined);
      return { output: { Responses: { [name]: read } } };
    }
    for (const { PutRequest } of asked) set(PutRequest.Item.pk?.S ?? '', PutRequest.Item);
    return { output: {} };
  }

  function query(input: Input, staleMs: number): TableAnswer {
    const { keys = [] } = INDEXES.find(({ name }) => name === input.IndexName) ?? {};
    const at = now() - staleMs;
    const sortedBy = keys.at(-1) ?? 'pk';
    const found = [...versions.values()]
      .map((history) => itemAt(history, at))
      .filter((item) => item !== undefined)
      .filter((item) => keys.every((key) => item[key]) && meets(item, input.KeyConditionExpression, input))
      .sort((one, other) => Number(one[sortedBy]?.N) - Number(other[sortedBy]?.N));
    if (input.ScanIndexForward === false) found.reverse();
    const start = found.findIndex(({ pk }) => pk?.S === input.ExclusiveStartKey?.pk?.S) + 1;
    const page = found.slice(start, start + (input.Limit ?? found.length));
    const more = start + page.length < found.length;
    return { output: { Items: page, ...(more && { LastEvaluatedKey: page.at(-1) }) } };
  }
}

/** `SET name = :value, …` and `REMOVE name, …`. */
function updated(item: Item, { UpdateExpression = '', ...terms }: Input): Item {
  const [, sets = '', removes = ''] = /^(?:SET (.*?))?\s*(?:REMOVE (.*))?$/.exec(UpdateExpression) ?? [];
  const nameOf = (word: string) => terms.ExpressionAttributeNames?.[word] ?? word;
  const after: Record<string, Item[string]> = { ...item };
  for (const set of sets.split(',').filter(Boolean)) {
    const [name = '', value = ''] = set.split('=').map((word) => word.trim());
    const given = terms.ExpressionAttributeValues?.[value];
    if (!given) throw new Error(`cannot read the update ${UpdateExpression}`);
    after[nameOf(name)] = given;
  }
  for (const name of removes.split(',').filter(Boolean)) delete after[nameOf(name.trim())];
  return after;
}
