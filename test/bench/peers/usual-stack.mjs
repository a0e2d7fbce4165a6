import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOf, patch } from './vendor.mjs';

const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency' });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'Records[0].messageId' });
const secrets = new SecretsManagerClient({});
let client;

async function connect() {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'keys' }));
  return clientOf(JSON.parse(SecretString));
}

/** The usual full stack: vendor client, Powertools idempotency over DynamoDB, Secrets Manager. */
export const handler = makeIdempotent(
  async (event) => {
    client ??= connect();
    return patch(await client, JSON.parse(event.Records[0].body).instance_ids);
  },
  { persistenceStore, config },
);
