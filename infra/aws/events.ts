import { arnOf } from './names.ts';

/** What may be told to people, by the detail types of the events (source `db-upkeep`). */
const OUTCOMES = [
  'Upkeep Request Settled',
  'Upkeep Job Ended',
  'Upkeep Paused',
  'Upkeep Resumed',
  'Upkeep Instance Released',
];
const ARCHIVE_DAYS = 90;

/** The bus of outcome events, its archive, and the rule by which people get the sentence of each. */
export const eventResources = (stage: string): Record<string, object> => ({
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: `db-upkeep-${stage}` } },
  BusArchive: {
    Type: 'AWS::Events::Archive',
    Properties: {
      ArchiveName: `db-upkeep-${stage}`,
      SourceArn: arnOf('Bus'),
      RetentionDays: ARCHIVE_DAYS,
    },
  },
  OutcomesToPeople: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      Description: 'Tells people every outcome in one sentence',
      EventPattern: { source: ['db-upkeep'], 'detail-type': OUTCOMES },
      Targets: [
        {
          Id: 'people',
          Arn: { Ref: 'People' },
          InputTransformer: {
            InputPathsMap: { sentence: '$.detail.sentence' },
            InputTemplate: '"<sentence>"',
          },
          DeadLetterConfig: { Arn: arnOf('UndeliveredEventsQueue') },
        },
      ],
    },
  },
});
