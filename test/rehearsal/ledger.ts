import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Entry, isSettled } from '../../shared/ledger/entry.ts';
import { openJobs } from '../../shared/ledger/following.ts';
import { startLedgerTable } from '../platform/ledger-table.ts';
import { localCredentials } from '../platform/local-credentials.ts';

/** The ledger table, looked at from outside. */
export interface Ledger {
  readonly endpoint: string;
  readonly table: string;
  /** Every request on record. */
  entries(): Promise<Entry[]>;
  /** Forgets every request; what is known of credentials stays, as the functions keep their tokens. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Whether something is still to be done for a request: a try, a look, a hand-over to people or to the bus. */
export const isWaiting = (entry: Entry): boolean =>
  !isSettled(entry) || entry.hand_over === 'pending' || (entry.events ?? []).length > 0;

/** The same, or one of its jobs has not ended. */
export const isGoingOn = (entry: Entry): boolean => isWaiting(entry) || openJobs(entry).length > 0;

/** Starts a DynamoDB in memory with the ledger table as it is deployed. */
export async function startLedger(region: string): Promise<Ledger> {
  const server = await startLedgerTable(region);
  const table = await server.create();
  const db = new DynamoDBClient({ endpoint: server.endpoint, region, credentials: localCredentials });
  const rows = async () => {
    const { Items = [], LastEvaluatedKey } = await db.send(
      new ScanCommand({ TableName: table, ConsistentRead: true }),
    );
    if (LastEvaluatedKey)
      throw new Error('the ledger holds more than one page: the rehearsal reads only one');
    return Items.map(({ pk, doc }) => ({ pk: pk?.S ?? '', doc: doc?.S ?? '' }));
  };
  return {
    endpoint: server.endpoint,
    table,
    entries: async () =>
      (await rows())
        .filter(({ pk }) => !/^(credential|job|lock)#|^pause$/.test(pk))
        .map(({ doc }) => JSON.parse(doc) as Entry),
    async clear() {
      const requests = (await rows()).filter(({ pk }) => !pk.startsWith('credential#'));
      const forget = ({ pk }: { pk: string }) =>
        db.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk } } }));
      await Promise.all(requests.map(forget));
    },
    async close() {
      db.destroy();
      await server.close();
    },
  };
}
