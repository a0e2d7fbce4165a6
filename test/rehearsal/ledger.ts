import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { startLedgerTable } from '../platform/ledger-table.ts';
import { localCredentials } from '../platform/local-credentials.ts';

/** The ledger table, looked at from outside. */
export interface Ledger {
  readonly endpoint: string;
  readonly table: string;
  /** The keys of the requests that still wait for something, be it only for being handed over. */
  waiting(): Promise<string[]>;
  /** Forgets every request; what is known of credentials stays, as the functions keep their tokens. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

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
    return Items.map(({ pk, due_at }) => ({ pk: pk?.S ?? '', due: due_at !== undefined }));
  };
  return {
    endpoint: server.endpoint,
    table,
    waiting: async () => (await rows()).filter(({ due }) => due).map(({ pk }) => pk),
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
