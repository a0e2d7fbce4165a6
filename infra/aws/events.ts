import { DIGEST_AT } from '../../shared/telling/chat/digest-words.ts';
import { DESK_KINDS } from '../../shared/telling/desk/outcome.ts';
import type { EventKind } from '../../shared/telling/events/kind.ts';
import { FLEET_KINDS, SINGLE_KINDS } from '../../shared/telling/events/kinds.ts';
import { arnOf, queueId } from './names.ts';

const ARCHIVE_DAYS = 90;

/** The logical ids of the rules by which people and chats hear of what happens, and change desks of what they brought. */
export const TELLER_RULES = {
  'tell-chat': ['OutcomesToPeople', 'RolloutsToChat', 'DailyDigest'],
  'tell-desk': ['OutcomesToDesks'],
} as const;

/** The logical ids of all rules: what they cannot hand over is kept. */
export const RULES = Object.values(TELLER_RULES).flat();

/** A rule that puts what fits on the queue of a function that tells it. */
const tells = (teller: keyof typeof TELLER_RULES, Description: string, of: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description,
    ...of,
    Targets: [
      {
        Id: teller,
        Arn: arnOf(queueId(teller)),
        DeadLetterConfig: { Arn: arnOf('UndeliveredEventsQueue') },
      },
    ],
  },
});

/** Events of these kinds on our bus. */
const eventsOf = (kinds: readonly Pick<EventKind, 'detailType'>[], detail?: object) => ({
  EventBusName: { Ref: 'Bus' },
  EventPattern: {
    source: ['db-upkeep'],
    'detail-type': kinds.map(({ detailType }) => detailType),
    ...(detail && { detail }),
  },
});

/** The bus of events, its archive, and the rules by which people, chats and change desks are told. */
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
  OutcomesToPeople: tells('tell-chat', 'Tells people what became of requests', eventsOf(SINGLE_KINDS)),
  RolloutsToChat: tells('tell-chat', 'Tells people and chats of fleets and rollouts', eventsOf(FLEET_KINDS)),
  DailyDigest: tells('tell-chat', 'Tells people once a day what went well', {
    ScheduleExpression: `cron(${DIGEST_AT.minute} ${DIGEST_AT.hour} * * ? *)`,
  }),
  OutcomesToDesks: tells(
    'tell-desk',
    'Hands the outcomes of what a webhook brought to the function that tells change desks',
    eventsOf(
      DESK_KINDS.map(({ kind }) => kind),
      { trigger: ['webhook'] },
    ),
  ),
});
