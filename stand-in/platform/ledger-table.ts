import type { AddressInfo } from 'node:net';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { fleetResources } from '../../infra/aws/fleet.ts';
import { ledgerResources } from '../../infra/aws/ledger.ts';
import { keepAtTheEnd } from '../secrets/kept.ts';
import { localCredentials } from './local-credentials.ts';

/** DynamoDB in memory with the tables exactly as they are deployed. */
export interface LedgerTable {
  readonly endpoint: string;
  /** Makes an empty ledger table, under a name of its own unless one is given, and returns its name. */
  create(name?: string): Promise<string>;
  /** The same with a fleet table. */
  createFleet(name?: string): Promise<string>;
  /** Every item of a table as it is stored. */
  items(table: string): Promise<Record<string, AttributeValue>[]>;
  /** Drops an item, as DynamoDB does with what has expired. */
  remove(table: string, pk: string): Promise<void>;
  close(): Promise<void>;
}

type Schema = Readonly<
  Record<'KeySchema' | 'AttributeDefinitions' | 'BillingMode' | 'GlobalSecondaryIndexes', unknown>
>;

/** Starts it on a free port of 127.0.0.1. */
export async function startLedgerTable(region = 'eu-west-1'): Promise<LedgerTable> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const db = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const names: string[] = [];
  const make = async (TableName: string, { Properties }: { Properties: Schema }) => {
    const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = Properties;
    const schema = { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes };
    names.push(TableName);
    await db.send(new CreateTableCommand({ TableName, ...schema } as CreateTableCommandInput));
    return TableName;
  };
  const ledger: LedgerTable = {
    endpoint,
    create: (name = `db-upkeep-local-ledger-${names.length + 1}`) =>
      make(name, ledgerResources('dev').Ledger),
    createFleet: (name = `db-upkeep-local-fleet-${names.length + 1}`) =>
      make(name, fleetResources('dev').Fleet),
    async items(TableName) {
      const { Items = [] } = await db.send(new ScanCommand({ TableName, ConsistentRead: true }));
      return Items;
    },
    async remove(TableName, pk) {
      await db.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk } } }));
    },
    async close() {
      // Who looks for what was stored may come when nothing answers here any more.
      last = await stored();
      db.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  let last: string[] | undefined;
  const stored = async () => {
    const items = await Promise.all(names.map((name) => ledger.items(name)));
    return items.flat().map((item) => JSON.stringify(item));
  };
  keepAtTheEnd(async () => last ?? stored());
  return ledger;
}
