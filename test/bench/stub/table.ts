import type { Item, Reply, World } from './world.ts';

interface Input {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

/** Answers DynamoDB's reads and writes of one item from memory, with the conditions that matter for a first run. */
export function answerTable(action: string, input: Input, { counts, items }: World): Reply {
  const { TableName, Key = {}, Item, ConditionExpression = '', ExpressionAttributeValues = {} } = input;
  const own = Item ?? Key;
  const key = `${TableName}/${own.pk?.S ?? own.id?.S}`;
  const there = items.get(key);
  if (action === 'GetItem') {
    counts.reads += 1;
    return { status: 200, body: there ? { Item: there } : {} };
  }
  counts.writes += 1;
  if (action === 'BatchWriteItem') return { status: 200, body: { UnprocessedItems: {} } };
  const replaces = ExpressionAttributeValues[':replaces']?.N;
  const refused = replaces
    ? there?.version?.N !== replaces
    : there && /attribute_not_exists/.test(ConditionExpression);
  if (refused) {
    return {
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'no' },
    };
  }
  if (action === 'PutItem' && Item) items.set(key, Item);
  return { status: 200, body: {} };
}
