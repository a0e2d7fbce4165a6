import { type AttributeValue, DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { localCredentials } from '../../stand-in/platform/local-credentials.ts';
import { OPERATIONS } from './intents.ts';

/** What the ledger finally says of one request. */
export interface FinalEntry extends Entry {
  readonly pk: string;
  readonly version: number;
  readonly due: boolean;
}

/** Which of these items are really due some time; a write whose sender died meanwhile is seen only like this. */
export async function dueAmong(
  keys: readonly string[],
  endpoint: string,
  region: string,
  TableName: string,
): Promise<string[]> {
  const db = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const found = await Promise.all(
    keys.map(async (pk) => {
      const { Item } = await db.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } } }));
      return Item?.due_at ? [pk] : [];
    }),
  );
  db.destroy();
  return found.flat();
}

/** Reads the whole table behind the service's back; requests only. */
export async function scanLedger(endpoint: string, region: string, TableName: string): Promise<FinalEntry[]> {
  const db = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const entries: FinalEntry[] = [];
  let next: Record<string, AttributeValue> | undefined;
  do {
    const page = await db.send(new ScanCommand({ TableName, ...(next && { ExclusiveStartKey: next }) }));
    for (const { pk, doc, version, due_at } of page.Items ?? []) {
      if (!OPERATIONS.some((name) => pk?.S?.startsWith(`${name}#`))) continue;
      const entry = JSON.parse(doc?.S ?? '{}') as Entry;
      entries.push({ ...entry, pk: pk?.S ?? '', version: Number(version?.N), due: due_at !== undefined });
    }
    next = page.LastEvaluatedKey;
  } while (next);
  db.destroy();
  return entries;
}
