import type { Operation } from '../../shared/terms/operation.ts';
import { RULES, TELLER_RULES } from './events.ts';
import { deadLetterWritersOf, EVERY_MINUTE, isTeller, queued, writersOf } from './functions.ts';
import { policyOf, type Statement } from './iam.ts';
import { arnOf, deadLetterQueueId, functionId, pascal, queueId, roleId } from './names.ts';

const DAY_S = 24 * 60 * 60;
/** The time-out of every function with a queue, as serverless.yml sets it. */
const FUNCTION_TIMEOUT_S = 60;
// A message that SQS gives up was neither decided nor dead-lettered by us: ledger or secrets did not answer that often.
const MOST_RECEIVES = 20;

const queue = (QueueName: string, properties: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName,
    MessageRetentionPeriod: 14 * DAY_S,
    // A webhook's body of 256 KiB and its attributes.
    MaximumMessageSize: 1024 * 1024,
    KmsMasterKeyId: { Ref: 'Key' },
    ...properties,
  },
});

const policy = (id: string, ...statements: readonly Omit<Statement, 'Resource'>[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: id }],
    PolicyDocument: policyOf(...statements.map((statement) => ({ ...statement, Resource: arnOf(id) }))),
  },
});

/**
 * Whoever is not named here writes nothing, whatever other policies of the account allow. What SQS itself moves to the
 * dead letters is no sending and passes (inferred: no page of AWS's names a principal for it).
 */
const onlyWriters = (arns: readonly unknown[]): Omit<Statement, 'Resource'> => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:SendMessage',
  ...(arns.length > 0 && { Condition: { ArnNotEquals: { 'aws:PrincipalArn': arns } } }),
});

/** Its rules may write, and those that are listed, who put back what is dead; both conditions have to hold for a refusal. */
const byRule = (rules: readonly string[], listed: readonly unknown[]): Omit<Statement, 'Resource'>[] => [
  {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Condition: { ArnEquals: { 'aws:SourceArn': rules.map((id) => arnOf(id)) } },
  },
  {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:SendMessage',
    Condition: {
      ArnNotEquals: {
        'aws:SourceArn': rules.map((id) => arnOf(id)),
        ...(listed.length > 0 && { 'aws:PrincipalArn': listed }),
      },
    },
  },
];

const onlyTls: Omit<Statement, 'Resource'> = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/**
 * A work queue and a dead-letter queue for every function that has them, and who may write to them: the roles of the
 * stack that do, `listed` (ARNs), and on the dead letters `schedulers` (logical ids of roles by operation).
 */
export function queueResources(
  catalog: readonly Operation[],
  stage: string,
  listed: readonly string[],
  schedulers: Readonly<Record<string, string>>,
): Record<string, object> {
  const named = (name: string) => `db-upkeep-${stage}-${name}`;
  const roles = (names: readonly string[]) => names.map((name) => arnOf(roleId(name)));
  return Object.fromEntries(
    queued(catalog).flatMap((name) => {
      const [work, dead] = [queueId(name), deadLetterQueueId(name)];
      const scheduler = schedulers[name];
      return [
        [
          work,
          queue(named(name), {
            VisibilityTimeout: 6 * FUNCTION_TIMEOUT_S,
            RedrivePolicy: { deadLetterTargetArn: arnOf(dead), maxReceiveCount: MOST_RECEIVES },
          }),
        ],
        [
          `${work}Policy`,
          isTeller(name)
            ? policy(work, onlyTls, ...byRule(TELLER_RULES[name], listed))
            : policy(work, onlyTls, onlyWriters([...roles(writersOf(name, catalog)), ...listed])),
        ],
        [dead, queue(named(`${name}-dead`))],
        [
          `${dead}Policy`,
          policy(
            dead,
            onlyTls,
            onlyWriters([...roles(deadLetterWritersOf(name)), ...(scheduler ? [arnOf(scheduler)] : [])]),
          ),
        ],
      ];
    }),
  );
}

/** Where what the topic did not take is kept; only the rules write here, whatever other policies of the account allow. */
export const undeliveredResources = (stage: string): Record<string, object> => ({
  UndeliveredEventsQueue: queue(`db-upkeep-${stage}-events-dead`),
  UndeliveredEventsQueuePolicy: policy(
    'UndeliveredEventsQueue',
    onlyTls,
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': RULES.map((id) => arnOf(id)) } },
    },
    // A request without a source, as from a role or user, is not equal either.
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Condition: { ArnNotEquals: { 'aws:SourceArn': RULES.map((id) => arnOf(id)) } },
    },
  ),
});

/** What Lambda does with a timer's event that failed: two more tries, then the operation's dead letters. */
export const timerResources = (catalog: readonly Operation[]): Record<string, object> => ({
  ...Object.fromEntries(
    catalog.map(({ name }) => [
      `${pascal(name)}OnFailure`,
      {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: functionId(name) },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 2,
          DestinationConfig: { OnFailure: { Destination: arnOf(deadLetterQueueId(name)) } },
        },
      },
    ]),
  ),
  // The next minute's run does what this one did not, so its event is worth nothing.
  ...Object.fromEntries(
    EVERY_MINUTE.map((name) => [
      `${pascal(name)}OnFailure`,
      {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: functionId(name) },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 0,
          MaximumEventAgeInSeconds: 60,
        },
      },
    ]),
  ),
});
