import { catalog } from '../functions/catalog.ts';
import { INDEXES } from '../shared/aws/table.ts';
import { functionId, pascal } from './names.ts';
import { scheduleResources } from './schedules/schedule-resources.ts';
import { schedulesOf } from './schedules/schedules-of.ts';

const DAY_S = 24 * 60 * 60;
const FUNCTION_TIMEOUT_S = 60;

const index = (IndexName: string, hash: string, range: string, Projection: object) => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection,
});

const queue = (suffix: string, properties: object) => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: `db-upkeep-\${sls:stage}-${suffix}`,
    MessageRetentionPeriod: 14 * DAY_S,
    // A webhook's body of 256 KiB and its attributes.
    MaximumMessageSize: 1024 * 1024,
    SqsManagedSseEnabled: true,
    ...properties,
  },
});

/** The ledger: on-demand, items expire by themselves, restorable to any second, kept when the stack goes. */
const ledger = {
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    TableName: 'db-upkeep-${sls:stage}-ledger',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'shard', AttributeType: 'S' },
      { AttributeName: 'due_at', AttributeType: 'N' },
      { AttributeName: 'project', AttributeType: 'S' },
      { AttributeName: 'claimed_at', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      index(INDEXES.due, 'shard', 'due_at', { ProjectionType: 'ALL' }),
      index(INDEXES.recent, 'project', 'claimed_at', {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['jobs', 'pending'],
      }),
    ],
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  },
};

/** A timer's event that Lambda gives up goes to the dead letters; without this it would be gone. */
const onFailure = (name: string) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionId(name) },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::GetAtt': [`${pascal(name)}DeadLetterQueue`, 'Arn'] } },
    },
  },
});

/**
 * The ledger, and for every operation of the catalogue a work queue, a dead-letter queue and where failed timers go;
 * and the schedules of the stage. Throws `BadSchedules`, and for the stage `local`, which takes plain secrets and works without a ledger.
 */
export function resources(stage = 'dev') {
  if (stage === 'local') throw new Error('the stage local is for this machine: deploy under another name');
  return {
    Resources: {
      Ledger: ledger,
      ...scheduleResources(schedulesOf(stage), stage),
      ...Object.fromEntries(
        catalog.flatMap(({ name }) => [
          [
            `${pascal(name)}Queue`,
            queue(name, {
              VisibilityTimeout: 6 * FUNCTION_TIMEOUT_S,
              RedrivePolicy: {
                deadLetterTargetArn: { 'Fn::GetAtt': [`${pascal(name)}DeadLetterQueue`, 'Arn'] },
                maxReceiveCount: 20,
              },
            }),
          ],
          [`${pascal(name)}DeadLetterQueue`, queue(`${name}-dead`, {})],
          [`${pascal(name)}OnFailure`, onFailure(name)],
        ]),
      ),
    },
  };
}
