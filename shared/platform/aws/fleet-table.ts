import type { FleetItem, FleetKey, FleetTable } from '../fleet-ports.ts';
import type { Page } from '../page.ts';
import { dueQuery, type Queried, stillThere, tableAsker } from './ask-table.ts';
import { FLEET_INDEXES } from './indexes.ts';
import type { Item } from './row.ts';

/** The fleet table of that name. */
export function openFleetTable(name: string): FleetTable {
  const { ask, conditionally, readAll, writeAll } = tableAsker('the fleet table', name);
  const get = async (key: FleetKey) => {
    const { Item } = await ask<{ Item?: Item }>('GetItem', { Key: keyOf(key), ConsistentRead: true });
    return Item && fromItem(Item);
  };
  const query = async (input: object) => {
    const { Items = [], LastEvaluatedKey: next } = await ask<Queried>('Query', input);
    return { items: Items.map(fromItem), ...(next && { next }) };
  };
  return {
    get,
    async getAll(keys) {
      return (await readAll(once(keys).map(keyOf))).map(fromItem);
    },
    async put(item, replaces) {
      const written = await conditionally('PutItem', { Item: toItem(item), ...stillThere(replaces) });
      // A write whose answer was lost is repeated and then meets itself.
      return written || (await get(item))?.write_id === item.write_id;
    },
    putAll: (items) => writeAll(once(items).map((item) => ({ PutRequest: { Item: toItem(item) } }))),
    removeAll: (keys) => writeAll(once(keys).map((key) => ({ DeleteRequest: { Key: keyOf(key) } }))),
    list: (pk, begins, page) => query({ ...under(pk, begins), ...from(page) }),
    async slice(pk, begins, { behind, most }) {
      const start = behind === undefined ? undefined : keyOf({ pk, sk: behind });
      const { items, next } = await query({ ...under(pk, begins), Limit: most, ...from(start as Page) });
      return { items, last: next === undefined };
    },
    due: (shard, until, page) => query(dueQuery(FLEET_INDEXES.due, shard, until, page)),
    overdue: (place, until, page) =>
      query({
        IndexName: FLEET_INDEXES.overdue,
        KeyConditionExpression: 'place = :place AND overdue_since <= :until',
        ExpressionAttributeValues: { ':place': { S: place }, ':until': { N: String(until) } },
        ...from(page),
      }),
  };
}

/** A batch takes no key twice: the last of each. */
const once = <Key extends FleetKey>(given: readonly Key[]): Key[] => [
  ...new Map(given.map((one) => [`${one.pk}\n${one.sk}`, one])).values(),
];

/** What lies under a key; no text that second keys are compared with may be empty. */
const under = (pk: string, begins: string) => ({
  KeyConditionExpression: `pk = :pk${begins && ' AND begins_with(sk, :begins)'}`,
  ExpressionAttributeValues: { ':pk': { S: pk }, ...(begins && { ':begins': { S: begins } }) },
  ConsistentRead: true,
});

const from = (page: Page | undefined) => page && { ExclusiveStartKey: page };

const keyOf = ({ pk, sk }: FleetKey): Item => ({ pk: { S: pk }, sk: { S: sk } });

const toItem = (item: FleetItem): Item =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'number' ? { N: String(value) } : { S: value }]],
    ),
  );

const fromItem = (item: Item): FleetItem =>
  Object.fromEntries(
    Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? S : Number(N)]),
  ) as unknown as FleetItem;
