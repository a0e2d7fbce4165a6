import { FLEET_INDEXES } from '../../shared/platform/aws/indexes.ts';
import { index, tableOf } from './table.ts';

/** The table of what is known of fleets. */
export const fleetResources = (stage: string) => ({
  Fleet: tableOf(stage, {
    TableName: `db-upkeep-${stage}-fleet`,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'shard', AttributeType: 'S' },
      { AttributeName: 'due_at', AttributeType: 'N' },
      { AttributeName: 'place', AttributeType: 'S' },
      { AttributeName: 'overdue_since', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      index(FLEET_INDEXES.due, 'shard', 'due_at', { ProjectionType: 'ALL' }),
      index(FLEET_INDEXES.overdue, 'place', 'overdue_since', { ProjectionType: 'ALL' }),
    ],
  }),
});
