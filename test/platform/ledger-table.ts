import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { resources } from '../../infra/resources.ts';
import { localCredentials } from './local-credentials.ts';

/** DynamoDB in memory with the ledger table exactly as it is deployed. */
export interface LedgerTable {
  readonly endpoint: string;
  /** Makes an empty ledger table and returns its name. */
  create(): Promise<string>;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startLedgerTable(region = 'eu-west-1'): Promise<LedgerTable> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } =
    resources().Resources.Ledger.Properties;
  const db = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const schema = { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes };
  let tables = 0;
  return {
    endpoint,
    async create() {
      const TableName = `db-upkeep-local-ledger-${++tables}`;
      await db.send(new CreateTableCommand({ TableName, ...schema } as CreateTableCommandInput));
      return TableName;
    },
    close: () =>
      new Promise<void>((resolve) => {
        db.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
