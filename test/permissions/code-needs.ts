import type { Json } from '../../stand-in/platform/strict-proxy.ts';
import { referencesIn, type Template } from '../infra/template.ts';
import { may } from './permission.ts';
import { mailTo, readUnderKey, sendTo } from './platform-rules.ts';

/** A call that a function made: the action as its protocol names it, and what went with it. */
export interface Call {
  readonly function: string;
  readonly action: string;
  readonly input: Json;
}

/** What IAM asks of whoever makes such a call. */
type Need = (template: Template, role: string, input: Json) => readonly string[];

const onTable =
  (action: string): Need =>
  (template, role, { TableName, IndexName }) => {
    const table = idOf(template, 'TableName', TableName);
    return [may(role, `dynamodb:${action}`, IndexName ? `${table}/index/${IndexName}` : table)];
  };
const onBatch =
  (action: string): Need =>
  (template, role, { RequestItems }) =>
    Object.keys(RequestItems as Json).flatMap((TableName) => onTable(action)(template, role, { TableName }));
const onQueue: Need = (template, role, { QueueUrl }) =>
  sendTo(template, role, idOf(template, 'QueueName', String(QueueUrl).split('/').at(-1)));

/** By action; one that is not here is not expected of any function. */
const NEEDS: Readonly<Record<string, Need>> = {
  GetItem: onTable('GetItem'),
  BatchGetItem: onBatch('BatchGetItem'),
  PutItem: onTable('PutItem'),
  BatchWriteItem: onBatch('BatchWriteItem'),
  UpdateItem: onTable('UpdateItem'),
  DeleteItem: onTable('DeleteItem'),
  Query: onTable('Query'),
  Scan: onTable('Scan'),
  SendMessage: onQueue,
  // IAM knows no action of its own for batches.
  SendMessageBatch: onQueue,
  PutEvents: (template, role, { Entries }) =>
    (Entries as Json[]).map(({ EventBusName }) =>
      may(role, 'events:PutEvents', idOf(template, 'Name', EventBusName)),
    ),
  Publish: (template, role, { TopicName }) => mailTo(template, role, idOf(template, 'TopicName', TopicName)),
  GetSecretValue: (template, role, { SecretId }) => {
    const secret = idOf(template, 'Name', SecretId);
    return [may(role, 'secretsmanager:GetSecretValue', secret), ...readUnderKey(template, role, secret)];
  },
};

/** What the calls of the code need, each as its function's role. Throws for an action or a resource that nobody expects. */
export const codeNeeds = (template: Template, calls: readonly Call[]): string[] =>
  calls.flatMap(({ function: name, action, input }) => {
    const need = NEEDS[action];
    if (!need) throw new Error(`${name} asked for ${action}, of which no permission is known`);
    const deployed = template
      .of('AWS::Lambda::Function')
      .find(({ properties }) => String(properties.FunctionName).endsWith(`-${name}`));
    return need(template, referencesIn(deployed?.properties.Role)[0] ?? name, input);
  });

/** The resource that bears this name. */
function idOf({ resources }: Template, property: string, name: unknown): string {
  const found = Object.entries(resources).find(([, { Properties }]) => Properties?.[property] === name);
  if (!found) throw new Error(`no resource of the template has the ${property} ${name}`);
  return found[0];
}
