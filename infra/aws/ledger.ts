import { INDEXES } from '../../shared/platform/aws/indexes.ts';
import { index, keepsTables, tableOf } from './table.ts';

/**
 * The ledger. Outside of `dev` nobody may delete it once it is `guarded`, which the deployment that makes it leaves off: a
 * failure takes it away again.
 */
export function ledgerResources(stage: string, { guarded = true } = {}) {
  return {
    Ledger: tableOf(stage, {
      TableName: `db-upkeep-${stage}-ledger`,
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
      DeletionProtectionEnabled: keepsTables(stage) && guarded,
    }),
  };
}
