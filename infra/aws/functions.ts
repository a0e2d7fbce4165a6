import type { Operation } from '../../shared/terms/operation.ts';
import { grants as may } from './grants.ts';
import { roleFor, type Statement } from './iam.ts';
import { roleId } from './names.ts';

/** The functions that have a work queue, besides the operations. */
const FOLLOWERS = ['follow-job'];
/** Its queue takes what people decide about rollouts: of our functions only the one for decisions by webhook sends there. */
export const DECIDER = 'decide-rollouts';
/** Their queues are filled by rules of the bus. */
export const TELLERS = ['tell-chat', 'tell-desk'] as const;
/** Whether a function is one of them. */
export const isTeller = (name: string): name is (typeof TELLERS)[number] =>
  (TELLERS as readonly string[]).includes(name);
/** It puts releases on the queues of the operations that a fleet can have. */
const STEERING = 'steer-rollouts';

/** The functions that a rule invokes every minute, whatever there is to do. */
export const EVERY_MINUTE = [STEERING, 'survey-fleet', 'sweep'] as const;

/** The functions that have a work queue and a dead-letter queue of their own. */
export const queued = (catalog: readonly Operation[]): string[] => [
  ...catalog.map(({ name }) => name),
  ...FOLLOWERS,
  DECIDER,
  ...TELLERS,
];

const isReleased = ({ unoffered, backUp }: Operation): boolean =>
  unoffered === undefined || backUp !== undefined;

/** What each function may do beyond writing its log: everything its code and its event source need, nothing else. */
function duties(catalog: readonly Operation[]): Record<string, readonly Statement[]> {
  const operations = catalog.map(({ name }) => name);
  return {
    ...Object.fromEntries(catalog.map((operation) => [operation.name, operationDuties(operation)])),
    [DECIDER]: [
      may.takeFromQueue(DECIDER),
      may.decrypt(),
      may.keepRollouts(),
      may.findRollouts(),
      may.publish(),
    ],
    'follow-job': [
      may.takeFromQueue('follow-job'),
      may.decrypt(),
      may.keepLedger(),
      may.keepUsual(),
      may.readNames(),
      may.readSecret('CredentialsSecret'),
      may.publish(),
    ],
    'receive-decision': [
      may.putOnQueues([DECIDER]),
      may.encrypt(),
      may.readRollouts(),
      may.readSecret('WebhookSendersSecret'),
    ],
    'receive-webhook': [
      may.putOnQueues(operations),
      may.encrypt(),
      may.readLedger(),
      may.readSecret('WebhookSendersSecret'),
    ],
    'show-request': [
      may.findPointers(),
      may.readEntries(operations),
      may.readSecret('WebhookSendersSecret'),
      may.decrypt(),
    ],
    [STEERING]: [
      may.keepRollouts(),
      may.findRollouts(),
      may.keepGroupsAndAsks(),
      may.readSurveys(),
      may.readPauses(),
      may.readEntries(operations),
      may.putOnQueues(catalog.filter(isReleased).map(({ name }) => name)),
      may.encrypt(),
      may.publish(),
    ],
    'tell-chat': [
      may.takeFromQueue('tell-chat'),
      may.encrypt(),
      may.readSecret('ChannelsSecret'),
      may.keepChats(),
      may.mail(),
    ],
    'tell-desk': [may.takeFromQueue('tell-desk'), may.decrypt(), may.readSecret('WebhookSendersSecret')],
    'survey-fleet': [
      may.decrypt(),
      may.readSecret('CredentialsSecret'),
      may.keepBreakers(),
      may.findPointers(),
      may.readEntries(operations),
      may.callOff(catalog.filter(({ cancel }) => cancel !== undefined).map(({ name }) => name)),
      may.keepSurveys(),
    ],
    sweep: [
      may.findDue(),
      may.readLedger(),
      may.beginPointers(),
      may.postpone(),
      may.putOnQueues([...operations, ...FOLLOWERS]),
      may.encrypt(),
    ],
  };
}

/** Parts of an intent go back to the operation's own queue, and a timer's intent that the ledger does not take. */
const fillsOwnQueue = ({ split, neverBy }: Operation): boolean =>
  split !== undefined || !neverBy?.includes('timer');

const operationDuties = (operation: Operation): readonly Statement[] => [
  may.takeFromQueue(operation.name),
  ...(fillsOwnQueue(operation) ? [may.putOnQueues([operation.name])] : []),
  may.putOnDeadLetters(operation.name),
  may.encrypt(),
  may.keepLedger(),
  may.findRecent(),
  may.readFleet(),
  may.readSecret('CredentialsSecret'),
];

/** The name of every function. */
export const functionNames = (catalog: readonly Operation[]): string[] => Object.keys(duties(catalog));

/** A role for every function, which no other has. */
export const functionRoles = (catalog: readonly Operation[]): Record<string, object> =>
  Object.fromEntries(
    Object.entries(duties(catalog)).map(([name, statements]) => [
      roleId(name),
      roleFor('lambda.amazonaws.com', `What ${name} may do`, [may.writeLogs(name), ...statements]),
    ]),
  );

/** The functions that put messages on a work queue. */
export function writersOf(name: string, catalog: readonly Operation[]): string[] {
  if (name === DECIDER) return ['receive-decision'];
  if (isTeller(name)) return [];
  if (FOLLOWERS.includes(name)) return ['sweep'];
  const operation = catalog.find((one) => one.name === name);
  return [
    ...(operation && fillsOwnQueue(operation) ? [name] : []),
    'receive-webhook',
    ...(operation && isReleased(operation) ? [STEERING] : []),
    'sweep',
  ];
}

/** What a function may bring to the queues of others, in the words of `OWN_SENDERS`; undefined: all that releases nothing of a rollout. */
export const broughtBy = (name: string): string | undefined => BRINGS[name];

/** Those that bring one thing alone. */
const BRINGS: Readonly<Record<string, string>> = {
  'receive-decision': 'decision',
  'receive-webhook': 'webhook',
  [STEERING]: 'fleet',
  sweep: 'resumed',
};

/** The functions that put messages on a dead-letter queue; where there is none, only SQS itself does. */
export const deadLetterWritersOf = (name: string): string[] =>
  [...FOLLOWERS, DECIDER, ...TELLERS].includes(name) ? [] : [name];
