import { INDEXES } from '../../shared/platform/aws/indexes.ts';

const index = (IndexName: string, hash: string, range: string, Projection: object) => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection,
});

/** Whether a stage's ledger stays when the stack goes. */
export const keepsLedger = (stage: string): boolean => stage !== 'dev';

/**
 * The ledger: on demand, items expire by themselves, restorable to any second. Outside of `dev` it is protected and stays
 * when the stack goes; hence AWS's key for DynamoDB and not the stack's, which goes. Only when the deployment that makes
 * the table fails does the table go again, as long as it is not `guarded`: left behind, it would be in the way of the next.
 */
export function ledgerResources(stage: string, { guarded = true } = {}) {
  const kept = keepsLedger(stage);
  return {
    Ledger: {
      Type: 'AWS::DynamoDB::Table',
      ...(kept && { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }),
      Properties: {
        TableName: `db-upkeep-${stage}-ledger`,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'shard', AttributeType: 'S' },
          { AttributeName: 'due_at', AttributeType: 'N' },
          { AttributeName: 'project', AttributeType: 'S' },
          { AttributeName: 'claimed_at', AttributeType: 'N' },
          { AttributeName: 'about', AttributeType: 'S' },
          { AttributeName: 'asked_at', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [
          index(INDEXES.due, 'shard', 'due_at', { ProjectionType: 'ALL' }),
          index(INDEXES.recent, 'project', 'claimed_at', {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['jobs', 'pending'],
          }),
          index(INDEXES.pointers, 'about', 'asked_at', { ProjectionType: 'KEYS_ONLY' }),
        ],
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: kept && guarded,
      },
    },
  };
}
