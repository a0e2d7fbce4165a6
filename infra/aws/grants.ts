import { USUAL } from '../../shared/durations/ends.ts';
import { fleetKey, groupKey } from '../../shared/fleet/rollout/rollout.ts';
import { ASKS } from '../../shared/fleet/steering/ask.ts';
import { SHEETS, SURVEYED } from '../../shared/fleet/survey/rows.ts';
import { BREAKERS, PAUSE_KEY, POINTERS_KEY, requestKeys } from '../../shared/ledger/keys.ts';
import { FLEET_INDEXES, INDEXES } from '../../shared/platform/aws/indexes.ts';
import { CHATS } from '../../shared/telling/chat/told.ts';
import { ROLLOUTS } from '../../shared/terms/release.ts';
import { ROWS } from '../../shared/terms/row-key.ts';
import type { Statement } from './iam.ts';
import { arnOf, deadLetterQueueId, logGroupId, queueId } from './names.ts';

const allow = (Action: string | readonly string[], Resource: unknown): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const index = (name: string) => ({ 'Fn::Sub': `\${Ledger.Arn}/index/${name}` });

/** The same for items under these keys alone. */
const under = (keys: readonly string[], statement: Statement): Statement => ({
  ...statement,
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
});
const beginning = (prefixes: readonly string[]) => prefixes.map((prefix) => `${prefix}*`);

const READS = ['GetItem', 'BatchGetItem', 'Query'].map((action) => `dynamodb:${action}`);
const WRITES = ['PutItem', 'BatchWriteItem'].map((action) => `dynamodb:${action}`);

/** What a function may be allowed, each by one statement of exact actions on exact resources. */
export const grants = {
  /** AWS's attribute for a log group ends in `:*`, its streams. */
  writeLogs: (name: string) => allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(logGroupId(name))),
  /** What Lambda needs to feed the function from its queue. */
  takeFromQueue: (name: string) =>
    allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf(queueId(name))),
  putOnQueues: (names: readonly string[]) =>
    allow(
      'sqs:SendMessage',
      names.map((name) => arnOf(queueId(name))),
    ),
  /** Its own dead letters: by its code, and by Lambda for a timer's event that it gives up. */
  putOnDeadLetters: (name: string) => allow('sqs:SendMessage', arnOf(deadLetterQueueId(name))),
  /** Reading what lies under the key, which is all that a queue's consumer and a secret's reader do. */
  decrypt: () => allow('kms:Decrypt', arnOf('Key')),
  /** SQS asks both of whoever sends. */
  encrypt: () => allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf('Key')),
  readLedger: () => allow('dynamodb:GetItem', arnOf('Ledger')),
  keepLedger: () =>
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'], arnOf('Ledger')),
  /** The one item that it writes. */
  beginPointers: () => under([POINTERS_KEY], allow('dynamodb:PutItem', arnOf('Ledger'))),
  findRecent: () => allow('dynamodb:Query', index(INDEXES.recent)),
  findDue: () => allow('dynamodb:Query', index(INDEXES.due)),
  /** Whether the login was refused, which every read of the cloud asks and tells. */
  keepBreakers: () =>
    under(beginning([BREAKERS]), allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arnOf('Ledger'))),
  /** Finding the requests about an instance, and reading those. */
  findPointers: () => allow('dynamodb:Query', index(INDEXES.pointers)),
  readEntries: (operations: readonly string[]) =>
    under(beginning(operations.map(requestKeys)), allow('dynamodb:BatchGetItem', arnOf('Ledger'))),
  /** Reading what stands of requests that the cloud can cancel, and noting that they are called off. */
  callOff: (operations: readonly string[]) =>
    under(
      beginning(operations.map(requestKeys)),
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arnOf('Ledger')),
    ),
  keepSurveys: () => under(beginning([...SURVEYED, SHEETS]), allow([...READS, ...WRITES], arnOf('Fleet'))),
  readSurveys: () => under(beginning([...SURVEYED, USUAL]), allow(READS, arnOf('Fleet'))),
  /** Rollouts and the plans of fleets. */
  keepRollouts: () =>
    under(beginning([ROLLOUTS, fleetKey('')]), allow([...READS, ...WRITES], arnOf('Fleet'))),
  /** Which groups are at work, and what the survey is asked. */
  keepGroupsAndAsks: () =>
    under(
      beginning([groupKey(''), ASKS]),
      allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], arnOf('Fleet')),
    ),
  /** What channels were told, and how fast, and what people are told once a day. */
  keepChats: () =>
    under(
      beginning([CHATS]),
      allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], arnOf('Fleet')),
    ),
  mail: () => allow('sns:Publish', { Ref: 'People' }),
  findRollouts: () => allow('dynamodb:Query', { 'Fn::Sub': `\${Fleet.Arn}/index/${FLEET_INDEXES.due}` }),
  readPauses: () => under([PAUSE_KEY], allow('dynamodb:GetItem', arnOf('Ledger'))),
  /** Whether a rollout still runs, of which it has something to send, and how long work usually lasts. */
  readFleet: () => under(beginning([ROLLOUTS, USUAL]), allow('dynamodb:GetItem', arnOf('Fleet'))),
  /** Which fleet a rollout is of, and which waves it has. */
  readRollouts: () => under(beginning([ROLLOUTS]), allow('dynamodb:GetItem', arnOf('Fleet'))),
  /** What the survey calls the targets of a request. */
  readNames: () => under(beginning([ROWS]), allow('dynamodb:BatchGetItem', arnOf('Fleet'))),
  keepUsual: () => under(beginning([USUAL]), allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arnOf('Fleet'))),
  /** Reading both tables, and no more of either; what is secret in them is sealed. */
  readTables: () => [
    allow(READS, [arnOf('Ledger'), arnOf('Fleet')]),
    allow('dynamodb:Query', [
      ...[INDEXES.recent, INDEXES.pointers].map(index),
      ...Object.values(FLEET_INDEXES).map((name) => ({ 'Fn::Sub': `\${Fleet.Arn}/index/${name}` })),
    ]),
  ],
  postpone: () => allow('dynamodb:UpdateItem', arnOf('Ledger')),
  readSecret: (logicalId: string) => allow('secretsmanager:GetSecretValue', { Ref: logicalId }),
  publish: () => allow('events:PutEvents', arnOf('Bus')),
} as const;
