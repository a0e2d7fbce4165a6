import { policyOf } from './iam.ts';

/**
 * Why each service principal is in the key's policy. Everybody else of this account comes by a policy of their own:
 * functions and schedules through their roles. EventBridge tells a topic's key no source to compare with (AWS shows its
 * policies without a condition), so none is asked for.
 */
export const KEY_USERS: Readonly<Record<string, string>> = {
  'cloudwatch.amazonaws.com': 'alarms are published to the encrypted topic',
  'events.amazonaws.com':
    'events are put on the encrypted queue of what people and chats are told, or on that of what it did not take',
  'scheduler.amazonaws.com':
    'what a schedule could not deliver is put on the encrypted dead letters of its operation',
};

/** The one key: queues, topic and secrets lie under it. Rotated every year. */
export const keyResources = (stage: string): Record<string, object> => ({
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      Description: `db-upkeep ${stage}: queues, topic and secrets`,
      EnableKeyRotation: true,
      PendingWindowInDays: 30,
      KeyPolicy: policyOf(
        {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
          Action: 'kms:*',
          Resource: '*',
        },
        ...Object.keys(KEY_USERS).map((Service) => ({
          Effect: 'Allow' as const,
          Principal: { Service },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        })),
      ),
    },
  },
  KeyAlias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: `alias/db-upkeep-${stage}`, TargetKeyId: { Ref: 'Key' } },
  },
});
