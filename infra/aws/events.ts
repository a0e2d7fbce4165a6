import { DESK_KINDS } from '../../shared/telling/desk/outcome.ts';
import type { EventKind } from '../../shared/telling/events/kind.ts';
import { SINGLE_KINDS } from '../../shared/telling/events/kinds.ts';
import { ROLLOUT_KINDS } from '../../shared/telling/events/rollouts.ts';
import { arnOf, queueId } from './names.ts';

const ARCHIVE_DAYS = 90;

/** The logical ids of the rules by which chats hear of rollouts, and change desks of what they brought. */
export const TELLER_RULES = { 'tell-chat': 'RolloutsToChat', 'tell-desk': 'OutcomesToDesks' } as const;

/** The logical ids of all rules: what they cannot hand over is kept. */
export const RULES = ['OutcomesToPeople', 'RolloutsToPeople', ...Object.values(TELLER_RULES)] as const;

const mailed = (kinds: readonly EventKind[]) =>
  kinds.filter(({ mail }) => mail).map(({ detailType }) => detailType);

/** A rule that mails one line made of fields of the details of some events. */
const mails = (
  Description: string,
  kinds: readonly EventKind[],
  { fields, line, detail }: { fields: readonly string[]; line: string; detail?: object },
) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventBusName: { Ref: 'Bus' },
    Description,
    EventPattern: { source: ['db-upkeep'], 'detail-type': mailed(kinds), ...(detail && { detail }) },
    Targets: [
      {
        Id: 'people',
        Arn: { Ref: 'People' },
        InputTransformer: {
          InputPathsMap: Object.fromEntries(fields.map((field) => [field, `$.detail.${field}`])),
          InputTemplate: `"${line}"`,
        },
        DeadLetterConfig: { Arn: arnOf('UndeliveredEventsQueue') },
      },
    ],
  },
});

/** A rule that puts some events on the queue of a function that tells them. */
const tells = (
  teller: keyof typeof TELLER_RULES,
  Description: string,
  kinds: readonly EventKind[],
  detail?: object,
) => ({
  [TELLER_RULES[teller]]: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      Description,
      EventPattern: {
        source: ['db-upkeep'],
        'detail-type': kinds.map(({ detailType }) => detailType),
        ...(detail && { detail }),
      },
      Targets: [
        {
          Id: teller,
          Arn: arnOf(queueId(teller)),
          DeadLetterConfig: { Arn: arnOf('UndeliveredEventsQueue') },
        },
      ],
    },
  },
});

/** The bus of events, its archive, and the rules by which people get the sentence of each that they have to read. */
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
  OutcomesToPeople: mails('Tells people every outcome in one sentence', SINGLE_KINDS, {
    fields: ['sentence'],
    line: '<sentence>',
  }),
  // Of a list in an event one item has to match.
  RolloutsToPeople: mails(
    'Tells people of rollouts whose fleet tells them, in one sentence each',
    Object.values(ROLLOUT_KINDS),
    {
      fields: ['fleet', 'rollout', 'sentence'],
      line: 'Fleet <fleet>, rollout <rollout>: <sentence>',
      detail: { to: ['people'] },
    },
  ),
  ...tells(
    'tell-chat',
    'Hands every event of a rollout to the function that tells chats',
    Object.values(ROLLOUT_KINDS),
  ),
  ...tells(
    'tell-desk',
    'Hands the outcomes of what a webhook brought to the function that tells change desks',
    DESK_KINDS.map(({ kind }) => kind),
    { trigger: ['webhook'] },
  ),
});
