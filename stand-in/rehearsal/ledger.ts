import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { catalog } from '../../functions/catalog.ts';
import { type Entry, isSettled } from '../../shared/ledger/entry/entry.ts';
import { openJobs } from '../../shared/ledger/entry/following.ts';
import { startLedgerTable } from '../platform/ledger-table.ts';
import { localCredentials } from '../platform/local-credentials.ts';

/** The ledger table, looked at from outside, and beside it the fleet table. */
export interface Ledger {
  readonly endpoint: string;
  readonly table: string;
  readonly fleetTable: string;
  /** Every request on record. */
  entries(): Promise<Entry[]>;
  /** Forgets every request; what is known of credentials stays, as the functions keep their tokens. */
  clear(): Promise<void>;
  /** Writes down again what was forgotten, for people to read: none of it is due, and jobs that had not ended are left out. */
  recall(): Promise<void>;
  close(): Promise<void>;
}

/** Whether something is still to be done for a request: a try, a look, a hand-over to people or to the bus. */
export const isWaiting = (entry: Entry): boolean =>
  !isSettled(entry) || entry.hand_over === 'pending' || (entry.events ?? []).length > 0;

/** The same, or one of its jobs has not ended. */
export const isGoingOn = (entry: Entry): boolean => isWaiting(entry) || openJobs(entry).length > 0;

type Item = Record<string, AttributeValue>;

/** What only people still need of a row: it stands in no index, and nobody follows its jobs. */
function bygone({ pk, version, write_id, expires_at, doc }: Item): Item {
  const { follow_at: _, events: __, jobs = [], ...entry } = JSON.parse(doc?.S ?? '') as Entry;
  const ended = jobs.filter(({ end }) => end);
  const kept = { pk, version, write_id, expires_at, doc: { S: JSON.stringify({ ...entry, jobs: ended }) } };
  return kept as Item;
}

/** Starts a DynamoDB in memory with the ledger table as it is deployed. */
export async function startLedger(region: string): Promise<Ledger> {
  const server = await startLedgerTable(region);
  const [table, fleetTable] = [await server.create(), await server.createFleet()];
  const db = new DynamoDBClient({ endpoint: server.endpoint, region, credentials: localCredentials });
  const rows = async () => {
    const { Items = [], LastEvaluatedKey } = await db.send(
      new ScanCommand({ TableName: table, ConsistentRead: true }),
    );
    if (LastEvaluatedKey)
      throw new Error('the ledger holds more than one page: the rehearsal reads only one');
    return Items.map((item) => ({ pk: item.pk?.S ?? '', doc: item.doc?.S ?? '', item }));
  };
  const isRequest = ({ pk }: { pk: string }) => catalog.some(({ name }) => pk.startsWith(`${name}#`));
  const forgotten = new Map<string, Item>();
  return {
    endpoint: server.endpoint,
    table,
    fleetTable,
    entries: async () => (await rows()).filter(isRequest).map(({ doc }) => JSON.parse(doc) as Entry),
    async clear() {
      const known = (await rows()).filter(({ pk }) => !pk.startsWith('credential#'));
      for (const { pk, item } of known.filter(isRequest)) forgotten.set(pk, item);
      const forget = ({ pk }: { pk: string }) =>
        db.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk } } }));
      await Promise.all(known.map(forget));
    },
    async recall() {
      const write = (item: Item) => db.send(new PutItemCommand({ TableName: table, Item: bygone(item) }));
      await Promise.all([...forgotten.values()].map(write));
    },
    async close() {
      db.destroy();
      await server.close();
    },
  };
}
