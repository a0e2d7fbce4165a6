import { PlatformUnavailable } from '../../terms/errors.ts';
import type { Page } from '../page.ts';
import type { Table } from '../ports.ts';
import type { Queried, TableAsker } from './ask-table.ts';
import { INDEXES } from './indexes.ts';
import { pointedBy } from './pointer.ts';
import { fromItem } from './row.ts';

// A page of a scan is up to 1 MiB, over a person's line.
const SCAN_TIMEOUT_MS = 10_000;

/** The reads that answer people's questions; what runs in a function makes none of them. */
export function searchesOf({
  ask,
  readAll,
}: TableAsker): Pick<Table, 'getAll' | 'pointed' | 'everDue' | 'scan'> {
  const scanned = async (input: object, page: Page | undefined) => {
    const asked = { ...input, ...(page && { ExclusiveStartKey: page }) };
    const { Items = [], LastEvaluatedKey: next } = await ask<Queried>('Scan', asked, SCAN_TIMEOUT_MS);
    return { rows: Items.map(fromItem), ...(next && { next }) };
  };
  return {
    getAll: async (pks) => (await readAll([...new Set(pks)].map((pk) => ({ pk: { S: pk } })))).map(fromItem),
    async pointed(about, { from, to, most }, page) {
      const asked = ask<Queried>('Query', {
        IndexName: INDEXES.pointers,
        KeyConditionExpression: 'about = :about AND asked_at BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':about': { S: about },
          ':from': { N: String(from) },
          ':to': { N: String(to) },
        },
        ScanIndexForward: false,
        Limit: most,
        ...(page && { ExclusiveStartKey: page }),
      });
      const queried = await asked.catch((error: unknown) => {
        if (lacksIndex(error)) return undefined;
        throw error;
      });
      if (!queried) return 'no index';
      const { Items = [], LastEvaluatedKey: next } = queried;
      return { found: Items.map((item) => pointedBy(item, about)), ...(next && { next }) };
    },
    // The index holds what is not over, and nothing else: its eight shards are a page together.
    everDue: (page) => scanned({ IndexName: INDEXES.due }, page),
    scan({ prefixes, text }, page) {
      const begins = prefixes.map((_, index) => `begins_with(pk, :prefix${index})`).join(' OR ');
      const input = {
        ConsistentRead: true,
        FilterExpression: text === undefined ? begins : `(${begins}) AND contains(doc, :text)`,
        ExpressionAttributeValues: {
          ...Object.fromEntries(prefixes.map((prefix, index) => [`:prefix${index}`, { S: prefix }])),
          ...(text !== undefined && { ':text': { S: text } }),
        },
      };
      return scanned(input, page);
    },
  };
}

/** Whether an index is not there, or not filled yet, as DynamoDB says it. */
const lacksIndex = (error: unknown): boolean =>
  error instanceof PlatformUnavailable && /: ValidationException: .*\bindex\b/i.test(error.message);
