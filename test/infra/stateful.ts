import type { Resource } from './template.ts';

/**
 * The types of the stack that hold something: items, messages, secrets, logs, events, or a name or id that others have
 * written down. With each, the properties that CloudFormation cannot change without replacing the resource ("Update
 * requires: Replacement" in AWS's template reference), as far as the stack may use them.
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  'AWS::Events::Archive': ['ArchiveName', 'SourceArn'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SecretsManager::Secret': ['Name'],
};

/** An index of a table: taken away and made anew when anything of it changes. */
export interface Index {
  readonly IndexName: string;
}

/** What holds something, reduced to what replaces it. */
export interface Stateful {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly indexes?: readonly Index[];
}

/** Everything in a template that holds something, by logical id. */
export const statefulIn = (resources: Readonly<Record<string, Resource>>): Record<string, Stateful> =>
  Object.fromEntries(
    Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => {
      const names = REPLACING[Type];
      if (!names) return [];
      const given = names.filter((name) => Object.hasOwn(Properties, name));
      const { GlobalSecondaryIndexes: indexes } = Properties as { GlobalSecondaryIndexes?: Index[] };
      return [
        [
          id,
          {
            Type,
            Properties: Object.fromEntries(given.map((name) => [name, Properties[name]])),
            ...(indexes && { indexes }),
          },
        ],
      ];
    }),
  );
