import { listed, referencesIn, type Template } from '../infra/template.ts';
import { may } from './permission.ts';

type Properties = Record<string, unknown>;

/** What AWS itself needs because of a resource of this type, by AWS's own pages; `because` says which words of them. */
interface Rule {
  readonly because: string;
  readonly needs: (properties: Properties, template: Template, id: string) => readonly string[];
}

const nothing = (because: string): Rule => ({ because, needs: () => [] });
const [READ, WRITE] = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

const first = (value: unknown): string => referencesIn(value)[0] ?? '';
const roleOf = ({ resources }: Template, functionName: unknown): string =>
  first(resources[first(functionName)]?.Properties.Role);

/** The key that a queue, a topic or a secret lies under, if it is one of the stack. */
const keyOf = ({ resources }: Template, id: string): string => {
  const { KmsMasterKeyId, KmsKeyId } = resources[id]?.Properties ?? {};
  return first(KmsMasterKeyId ?? KmsKeyId);
};
const useKey = (template: Template, who: string, id: string, ...actions: readonly string[]) => {
  const key = keyOf(template, id);
  return key ? actions.map((action) => may(who, action, key)) : [];
};

/** Whoever sends to an encrypted queue needs a data key, and SQS lets it be read back. */
export const sendTo = (template: Template, who: string, queue: string): string[] => [
  may(who, 'sqs:SendMessage', queue),
  ...useKey(template, who, queue, READ, WRITE),
];

/** Whoever reads an encrypted queue or secret needs the key. */
export const readUnderKey = (template: Template, who: string, id: string): string[] =>
  useKey(template, who, id, READ);

/** Whoever publishes to an encrypted topic needs a data key: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const mailTo = (template: Template, who: string, topic: string): string[] => [
  may(who, 'sns:Publish', topic),
  ...useKey(template, who, topic, READ, WRITE),
];

/** A service that publishes to an encrypted topic; the star is in AWS's own policy for it. */
const publishTo = (template: Template, who: string, topic: string): string[] => [
  may(who, 'sns:Publish', topic),
  ...useKey(template, who, topic, READ, `${WRITE}*`),
];

function deliver(template: Template, { Arn, DeadLetterConfig }: Properties): string[] {
  const events = 'events.amazonaws.com';
  const [target, dead] = [first(Arn), first(DeadLetterConfig)];
  const onQueue = (id: string) => [
    may(events, 'sqs:SendMessage', id),
    ...useKey(template, events, id, READ, `${WRITE}*`),
  ];
  const reached: Readonly<Record<string, () => string[]>> = {
    'AWS::SNS::Topic': () => publishTo(template, events, target),
    'AWS::SQS::Queue': () => onQueue(target),
  };
  const type = template.resources[target]?.Type ?? '';
  return [
    ...(reached[type]?.() ?? [may(events, 'lambda:InvokeFunction', target)]),
    ...(dead ? onQueue(dead) : []),
  ];
}

/** A rule for every type of resource in the template: what the platform needs on its behalf, or why it needs nothing. */
const RULES: Readonly<Record<string, Rule>> = {
  'AWS::Lambda::Function': {
    because: 'Lambda takes the function’s role, and writes its log under it into a group that exists',
    needs: ({ Role, FunctionName }, template) => {
      const role = first(Role);
      const groups = template
        .of('AWS::Logs::LogGroup')
        .filter(({ properties }) => properties.LogGroupName === `/aws/lambda/${FunctionName}`);
      return [
        may('lambda.amazonaws.com', 'sts:AssumeRole', role),
        ...groups.flatMap(({ id }) =>
          ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => may(role, action, id)),
        ),
      ];
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    because: 'Lambda polls the queue under the function’s role; hiding a message longer is not asked for',
    needs: ({ EventSourceArn, FunctionName }, template) => {
      const [role, queue] = [roleOf(template, FunctionName), first(EventSourceArn)];
      return [
        ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) =>
          may(role, action, queue),
        ),
        ...readUnderKey(template, role, queue),
      ];
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    because: 'Lambda sends what it gives up to the on-failure destination under the function’s role',
    needs: ({ FunctionName, DestinationConfig }, template) => {
      const queue = first(DestinationConfig);
      return queue ? sendTo(template, roleOf(template, FunctionName), queue) : [];
    },
  },
  'AWS::Scheduler::Schedule': {
    because:
      'Scheduler invokes, and sends what it gives up, under the role of the target; of a key that lies over its dead ' +
      'letters one of AWS’s pages wants that it admits the service, too',
    needs: ({ Target }, template) => {
      const { Arn, RoleArn, DeadLetterConfig } = Target as Properties;
      const role = first(RoleArn);
      return [
        may('scheduler.amazonaws.com', 'sts:AssumeRole', role),
        may(role, 'lambda:InvokeFunction', first(Arn)),
        ...sendTo(template, role, first(DeadLetterConfig)),
        ...useKey(template, 'scheduler.amazonaws.com', first(DeadLetterConfig), READ, `${WRITE}*`),
      ];
    },
  },
  'AWS::Events::Rule': {
    because: 'EventBridge reaches functions, topics and queues by their own policies',
    needs: ({ Targets }, template) =>
      listed(Targets).flatMap((target) => deliver(template, target as Properties)),
  },
  'AWS::CloudWatch::Alarm': {
    because: 'an alarm publishes to its topics by their policies',
    needs: ({ AlarmActions }, template) =>
      referencesIn(AlarmActions).flatMap((topic) => publishTo(template, 'cloudwatch.amazonaws.com', topic)),
  },
  'AWS::ApiGatewayV2::Integration': {
    because: 'API Gateway invokes by the function’s own policy',
    needs: ({ IntegrationUri }) => [
      may('apigateway.amazonaws.com', 'lambda:InvokeFunction', first(IntegrationUri)),
    ],
  },
  'AWS::KMS::Key': {
    because: 'without this nobody can change or use the key, whatever their own policies say',
    needs: (_properties, _template, id) => [may('the account', 'kms:*', id)],
  },
  'AWS::SQS::Queue': nothing('SQS moves messages to the dead letters by itself (inferred)'),
  'AWS::DynamoDB::Table': nothing('AWS’s own key for DynamoDB admits whoever may use the table'),
  'AWS::ApiGatewayV2::Stage': nothing('whoever deploys lets API Gateway write the access log'),
  'AWS::Events::Archive': nothing('EventBridge reads its own bus'),
  'AWS::SNS::Subscription': nothing('SNS mails by itself'),
  'AWS::SecretsManager::Secret': nothing('Secrets Manager uses the key as whoever reads or writes'),
  ...Object.fromEntries(
    [
      'AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Route',
      'AWS::CloudWatch::Dashboard',
      'AWS::Events::EventBus',
      'AWS::KMS::Alias',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::SNS::Topic',
      'AWS::Scheduler::ScheduleGroup',
    ].map((type) => [type, nothing('it does nothing by itself')]),
  ),
  ...Object.fromEntries(
    [
      'AWS::IAM::Role',
      'AWS::Lambda::Permission',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ].map((type) => [type, nothing('it allows, or denies')]),
  ),
};

/** Everything that the platform needs for what stands in a template. Throws for a type of resource without a rule. */
export const platformNeeds = (template: Template): string[] =>
  Object.entries(template.resources).flatMap(([id, { Type, Properties }]) => {
    const rule = RULES[Type];
    if (!rule) throw new Error(`${id}: no rule says what the platform needs for ${Type}`);
    return rule.needs(Properties ?? {}, template, id);
  });
