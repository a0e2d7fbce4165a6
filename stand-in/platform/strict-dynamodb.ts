import {
  type Forward,
  type Json,
  type ProxyAnswer,
  type ProxyOptions,
  type StrictProxy,
  startStrictProxy,
} from './strict-proxy.ts';

// Items over 400 KB, bare reserved words and unused names or values dynalite refuses by itself.

const maxExpressionBytes = 4096;
const expressions = [
  'UpdateExpression',
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
];

/** Starts DynamoDB's own limits in front of a laxer stand-in: expressions of 4 KB, no empty strings in keys. */
export async function startStrictDynamoDb(options: ProxyOptions): Promise<StrictProxy> {
  const keysOf = new Map<unknown, Promise<TableKeys>>();

  return await startStrictProxy({
    ...options,
    failures: {
      throttled: refusal(
        `${model}ProvisionedThroughputExceededException`,
        'Throughput exceeds the current capacity.',
      ),
      error: refusal(`${model}InternalServerError`, 'Internal server error', 500),
    },
    async handle(_action, input, forward) {
      const tooLong = expressionFault(input);
      if (tooLong) return invalid(tooLong);
      if (hasEmptyString(input)) {
        const keys = keysOf.get(input.TableName) ?? describe(input.TableName, forward);
        keysOf.set(input.TableName, keys);
        const empty = emptyKeyFault(input, await keys);
        if (empty) return invalid(empty);
      }
      return await forward(input);
    },
  });
}

function expressionFault(input: Json): string | undefined {
  for (const name of expressions) {
    const size = Buffer.byteLength(String(input[name] ?? ''));
    if (size <= maxExpressionBytes) continue;
    return `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`;
  }
  return undefined;
}

/** A table's key attributes, each with its index, or none if it is the table's own. */
type TableKeys = Map<string, string | undefined>;

async function describe(TableName: unknown, forward: Forward): Promise<TableKeys> {
  const { output } = await forward({ TableName }, 'DescribeTable');
  const table = (output.Table ?? {}) as Table;
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  return new Map(
    [...indexes, table].flatMap(({ KeySchema = [], IndexName }) =>
      KeySchema.map(({ AttributeName }) => [AttributeName, IndexName] as const),
    ),
  );
}

interface Index {
  KeySchema?: { AttributeName: string }[];
  IndexName?: string;
}
interface Table extends Index {
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
}

const hasEmptyString = (input: Json) => /"[SB]":""/.test(JSON.stringify(input));
const isEmpty = (value: unknown) => hasEmptyString({ value });

function emptyKeyFault(input: Json, keys: TableKeys): string | undefined {
  const written = { ...(input.Item as Json), ...(input.Key as Json), ...assigned(input) };
  const name = Object.keys(written).find((key) => keys.has(key) && isEmpty(written[key]));
  if (name === undefined) return undefined;
  const index = keys.get(name);
  return index === undefined
    ? `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`
    : 'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`;
}

/** What expressions assign to attributes, or ask keys to equal: `name = :value`, placeholders resolved. */
function assigned(input: Json): Json {
  const names = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = (input.ExpressionAttributeValues ?? {}) as Json;
  const text = `${input.UpdateExpression ?? ''} , ${input.KeyConditionExpression ?? ''}`;
  const pairs = [...text.matchAll(/(#?[\w-]+)\s*=\s*(:\w+)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [names[name] ?? name, values[value]]));
}

const model = 'com.amazonaws.dynamodb.v20120810#';
const invalid = (message: string) => refusal('com.amazon.coral.validate#ValidationException', message);

function refusal(type: string, message: string, status = 400): ProxyAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    output: { __type: type, message },
  };
}
