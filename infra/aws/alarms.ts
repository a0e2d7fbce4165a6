import type { Operation } from '../../shared/terms/operation.ts';
import { DAY, MINUTE } from '../../shared/values/time/units.ts';
import { type Alarm, alarmResource, awsMetric, ourMetric } from './alarm.ts';
import { alarmsOfConsole, CONSOLE } from './console.ts';
import { alarmsOfRollouts, alarmsOfSurveys } from './fleet-alarms.ts';
import { functionNames, isTeller, queued } from './functions.ts';
import { functionId, pascal } from './names.ts';

const LEDGER_CALLS = ['GetItem', 'PutItem', 'UpdateItem', 'Query'];

const ofOperation = (operation: string): Alarm[] => {
  const ours = { operation };
  return [
    {
      name: `${operation}-unknown-left`,
      says: "A request may or may not have reached the cloud, and the service will not find out by itself: look in the cloud's console.",
      watches: ourMetric('unknown_left', ours),
    },
    {
      name: `${operation}-timed-out`,
      says: "A job was not seen to end in time: look in the cloud's console.",
      watches: ourMetric('jobs_timed_out', ours),
    },
    {
      name: `${operation}-completed-unchanged`,
      says: 'The cloud calls a job completed, and the old version still runs.',
      watches: ourMetric('jobs_completed_unchanged', ours),
    },
    {
      name: `${operation}-two-jobs`,
      says: 'The cloud named two different jobs for one target: it may be worked on twice.',
      watches: ourMetric('two_jobs', ours),
    },
    {
      name: `${operation}-forbidden`,
      says: 'Somebody asked for what they may not ask for.',
      watches: ourMetric('intents', { ...ours, status: 'forbidden' }),
    },
    {
      name: `${operation}-breaker-open`,
      says: 'The cloud refuses our login; nothing is sent until the secret changes or fifteen minutes have passed.',
      watches: ourMetric('breaker_open', ours),
    },
  ];
};

const ofQueue = (name: string, stage: string): Alarm => ({
  name: `${name}-dead-letters`,
  says: 'Something could not be done and waits for a person.',
  command: isTeller(name) ? 'channels missed' : 'dead-letters',
  watches: awsMetric(
    'AWS/SQS',
    'ApproximateNumberOfMessagesVisible',
    { QueueName: `db-upkeep-${stage}-${name}-dead` },
    'Maximum',
  ),
});

const ofFunction = (name: string): Alarm[] => {
  const dimensions = { FunctionName: { Ref: functionId(name) } };
  return [
    {
      name: `${name}-errors`,
      says: 'A run failed as a whole: look at its log.',
      watches: awsMetric('AWS/Lambda', 'Errors', dimensions),
    },
    {
      name: `${name}-throttles`,
      says: "Lambda has no room for the function: raise the account's concurrency.",
      watches: awsMetric('AWS/Lambda', 'Throttles', dimensions),
    },
  ];
};

const ofService = (stage: string): Alarm[] => [
  {
    name: 'events-dead-letters',
    says: 'A rule of the bus could not hand on an event to tell-chat or tell-desk; the event waits in the queue.',
    watches: awsMetric(
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      { QueueName: `db-upkeep-${stage}-events-dead` },
      'Maximum',
    ),
  },
  {
    name: 'work-overdue',
    says: 'What is due has waited for more than fifteen minutes, or the sweep does not run.',
    watches: ourMetric('overdue_ms', { operation: 'sweep' }),
    above: 15 * MINUTE,
    periods: 3,
    silenceIsBad: true,
  },
  {
    name: 'sweep-failing',
    says: 'The sweep could not read the ledger or fill a queue: nothing that waits is tried again.',
    watches: ourMetric('failed', { operation: 'sweep' }),
    periods: 2,
  },
  {
    name: 'following-failing',
    says: 'Jobs cannot be followed: the cloud, the ledger or the bus does not answer.',
    watches: ourMetric('failed', { operation: 'follow-job' }),
    periods: 3,
  },
  {
    name: 'ledger-errors',
    says: 'DynamoDB fails or throttles; nothing is sent that cannot be written down.',
    watches: LEDGER_CALLS.flatMap((Operation) =>
      ['SystemErrors', 'ThrottledRequests'].map((metric) =>
        awsMetric('AWS/DynamoDB', metric, { TableName: { Ref: 'Ledger' }, Operation }),
      ),
    ),
    // The sweep reads the table every minute.
    besides: awsMetric('AWS/DynamoDB', 'ConsumedReadCapacityUnits', { TableName: { Ref: 'Ledger' } }),
  },
  {
    name: 'paused-too-long',
    says: 'Submissions have been paused for more than a day, which may have been forgotten.',
    command: 'resume',
    watches: ourMetric('paused_ms', { operation: 'sweep' }),
    above: DAY,
  },
  {
    name: 'webhook-forbidden',
    says: 'Webhooks, questions about requests or decisions come without a valid signature, or decisions without a rule.',
    watches: [
      ourMetric('intents', { operation: 'receive-webhook', status: 'forbidden' }),
      ourMetric('refused', { operation: 'show-request' }),
      ourMetric('refused', { operation: 'receive-decision' }),
    ],
  },
  {
    name: 'desk-failing',
    says: 'A change desk does not take what became of its requests.',
    command: 'channels missed',
    watches: ourMetric('failed', { operation: 'tell-desk' }),
    periods: 3,
  },
  {
    name: 'webhook-unavailable',
    says: 'Senders get 5xx: the queue or the secrets do not answer.',
    watches: awsMetric('AWS/ApiGateway', '5xx', { ApiId: { Ref: 'HttpApi' } }),
  },
];

const ofSchedules: Alarm = {
  name: 'schedules-not-fired',
  says: 'A schedule could not invoke its function; the event is in the dead letters of the operation.',
  watches: [
    'InvocationDroppedCount',
    'InvocationsSentToDeadLetterCount',
    'InvocationsFailedToBeSentToDeadLetterCount',
  ].map((metric) => awsMetric('AWS/Scheduler', metric, { ScheduleGroup: { Ref: 'ScheduleGroup' } })),
};

/** What alarms depend on besides the catalogue; `surveyEvery` in ms. */
interface Depends {
  readonly scheduled: boolean;
  readonly surveyEvery: number;
  /** Whether the console is hosted. */
  readonly hosted: boolean;
}

/** Every alarm of a stage; whatever belongs to an operation or a function follows from the catalogue. */
export const alarmsOf = (
  catalog: readonly Operation[],
  stage: string,
  { scheduled, surveyEvery, hosted }: Depends,
): Alarm[] => [
  ...catalog.flatMap(({ name }) => ofOperation(name)),
  ...queued(catalog).map((name) => ofQueue(name, stage)),
  ...functionNames(catalog).flatMap(ofFunction),
  ...ofService(stage),
  ...alarmsOfSurveys(surveyEvery),
  ...alarmsOfRollouts,
  ...(scheduled ? [ofSchedules] : []),
  ...(hosted ? [...ofFunction(CONSOLE), ...alarmsOfConsole] : []),
];

/** The same as resources. */
export const alarmResources = (alarms: readonly Alarm[], stage: string): Record<string, object> =>
  Object.fromEntries(alarms.map((alarm) => [`${pascal(alarm.name)}Alarm`, alarmResource(alarm, stage)]));
