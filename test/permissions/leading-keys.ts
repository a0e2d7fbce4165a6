import type { Json } from '../../stand-in/platform/strict-proxy.ts';
import { listed, referencesIn, statementsIn, type Template } from '../infra/template.ts';
import type { Call } from './code-needs.ts';

type Attribute = { readonly S?: string };
type Keyed = { readonly pk?: Attribute };

/** The first keys that a call to a table is about, by the table's name; none where it asks an index. */
export function leadingKeys({ input }: Call): { table: string; key: string }[] {
  const { TableName, RequestItems, IndexName } = input;
  if (IndexName) return [];
  const of = (table: string, some: readonly (Keyed | undefined)[]) =>
    some.flatMap((one) => (one?.pk?.S === undefined ? [] : [{ table, key: one.pk.S }]));
  if (RequestItems) {
    return Object.entries(RequestItems as Record<string, Json[] | { Keys: Keyed[] }>).flatMap(
      ([table, asked]) => of(table, Array.isArray(asked) ? asked.map(writtenIn) : asked.Keys),
    );
  }
  const values = input.ExpressionAttributeValues as Readonly<Record<string, Attribute>> | undefined;
  const asked = values?.[':pk'];
  const keyed = [input.Key as Keyed, input.Item as Keyed, asked && { pk: asked }];
  return TableName ? of(String(TableName), keyed) : [];
}

function writtenIn({ PutRequest, DeleteRequest }: Json): Keyed | undefined {
  const { Item } = (PutRequest ?? {}) as { Item?: Keyed };
  const { Key } = (DeleteRequest ?? {}) as { Key?: Keyed };
  return Item ?? Key;
}

/** The keys that calls were about although no statement of the function's role admits them, a line each. */
export function refusedKeys(template: Template, calls: readonly Call[]): string[] {
  const refused = calls.flatMap((call) =>
    leadingKeys(call).flatMap(({ table, key }) => {
      const admits = statementsFor(template, call, table).some(({ Condition }) => {
        const patterns = keysIn(Condition);
        return !patterns || patterns.some((pattern) => fits(pattern, key));
      });
      return admits ? [] : [`${call.function} may not ${call.action} ${key}`];
    }),
  );
  return [...new Set(refused)].sort();
}

function statementsFor({ of, resources }: Template, { function: name, action }: Call, table: string) {
  const deployed = of('AWS::Lambda::Function').find(({ properties }) =>
    String(properties.FunctionName).endsWith(`-${name}`),
  );
  const role = resources[referencesIn(deployed?.properties.Role)[0] ?? ''];
  const [id] = of('AWS::DynamoDB::Table').filter(({ properties }) => properties.TableName === table);
  return statementsIn(role?.Properties.Policies).filter(
    ({ Action, Resource }) =>
      listed(Action).includes(`dynamodb:${action}`) && listed(Resource).some((one) => isTable(one, id?.id)),
  );
}

/** Whether it is the table itself, and none of its indexes. */
const isTable = (resource: unknown, id: string | undefined) =>
  Object.hasOwn(resource as object, 'Fn::GetAtt') && referencesIn(resource)[0] === id;

/** The keys that a statement is bound to; undefined where it is bound to none. */
const keysIn = (condition: unknown): string[] | undefined => {
  const { 'ForAllValues:StringLike': like } = (condition ?? {}) as Record<string, Record<string, string[]>>;
  return like?.['dynamodb:LeadingKeys'];
};

const fits = (pattern: string, key: string) =>
  pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
