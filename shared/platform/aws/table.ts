import type { Page } from '../page.ts';
import type { Recent, Table } from '../ports.ts';
import { dueQuery, type Queried, stillThere, tableAsker } from './ask-table.ts';
import { INDEXES } from './indexes.ts';
import { pointerItem } from './pointer.ts';
import { fromItem, type Item, toItem } from './row.ts';

/** The ledger table of that name. */
export function openTable(name: string): Table {
  const asker = tableAsker('the ledger', name);
  const { ask, conditionally, writeAll } = asker;
  // People search, functions do not: loaded with the first search.
  const searches = async () => (await import('./searches.ts')).searchesOf(asker);
  const get = async (pk: string) => {
    const { Item } = await ask<{ Item?: Item }>('GetItem', { Key: { pk: { S: pk } }, ConsistentRead: true });
    return Item && fromItem(Item);
  };
  return {
    get,
    getAll: async (pks) => (await searches()).getAll(pks),
    async point(pointers) {
      await writeAll(pointers.map((pointer) => ({ PutRequest: { Item: pointerItem(pointer) } })));
    },
    pointed: async (about, wanted, page) => (await searches()).pointed(about, wanted, page),
    async put(row, replaces) {
      const written = await conditionally('PutItem', { Item: toItem(row), ...stillThere(replaces) });
      // A write whose answer was lost is repeated and then meets itself.
      return written || (await get(row.pk))?.write_id === row.write_id;
    },
    async due(shard, until, page) {
      const { Items = [], LastEvaluatedKey: next } = await ask<Queried>(
        'Query',
        dueQuery(INDEXES.due, shard, until, page),
      );
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
    everDue: async (page) => (await searches()).everDue(page),
    scan: async (wanted, page) => (await searches()).scan(wanted, page),
  };
}
