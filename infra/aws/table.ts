/** An index over the items that have both attributes. */
export const index = (IndexName: string, hash: string, range: string, Projection: object) => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection,
});

/** Whether a stage's tables stay when the stack goes. */
export const keepsTables = (stage: string): boolean => stage !== 'dev';

/**
 * A table on demand, of which items expire by themselves, restorable to any second. Outside of `dev` it stays when the stack
 * goes; hence AWS's key for DynamoDB and not the stack's, which goes. Only when the deployment that makes it fails does it go
 * again: left behind, it would be in the way of the next.
 */
export const tableOf = <Properties extends object>(stage: string, properties: Properties) => ({
  Type: 'AWS::DynamoDB::Table',
  ...(keepsTables(stage) && { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }),
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    ...properties,
  },
});
