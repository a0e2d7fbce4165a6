import type { Operation } from '../../shared/terms/operation.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { type Alarm, alarmResource, awsMetric, ourMetric } from './alarm.ts';
import { functionNames, queued } from './functions.ts';
import { functionId, pascal } from './names.ts';

// The vendor's limits on reads pass within the hour.
const SURVEY_STUCK = 3 * HOUR;
const LEDGER_CALLS = ['GetItem', 'PutItem', 'UpdateItem', 'Query'];

const ofOperation = (operation: string): Alarm[] => {
  const ours = { operation };
  return [
    {
      name: `${operation}-unknown-left`,
      says: 'A request may or may not have reached the cloud, and nothing of ours will find out: look in the console.',
      watches: ourMetric('unknown_left', ours),
    },
    {
      name: `${operation}-timed-out`,
      says: 'A job was not seen to end in time: look in the console.',
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
  command: 'dead-letters',
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
    says: 'The topic for people did not take the sentence of an outcome; the event waits in the queue.',
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
    says: 'Webhooks come without a valid signature.',
    watches: ourMetric('intents', { operation: 'receive-webhook', status: 'forbidden' }),
  },
  {
    name: 'webhook-unavailable',
    says: 'Senders get 5xx: the queue or the secrets do not answer.',
    watches: awsMetric('AWS/ApiGateway', '5xx', { ApiId: { Ref: 'HttpApi' } }),
  },
];

const ofSurvey = (surveyEvery: number): Alarm[] => [
  {
    name: 'survey-failing',
    says: 'The survey cannot read or write what it keeps, or its settings are wrong.',
    watches: ourMetric('failed', { operation: 'survey-fleet' }),
    periods: 3,
  },
  {
    name: 'survey-stuck',
    says: 'A place cannot be read for hours; what is known of it stays and grows old.',
    command: 'doctor',
    watches: ourMetric('stuck_ms', { operation: 'survey-fleet' }),
    above: SURVEY_STUCK,
  },
  {
    name: 'survey-old',
    says: 'A survey is a day late, or does not run: what is due or overdue may be out of date.',
    command: 'doctor',
    watches: ourMetric('age_ms', { operation: 'survey-fleet' }),
    above: surveyEvery + DAY,
    periods: 3,
    silenceIsBad: true,
  },
];

const ofRollouts: Alarm[] = [
  {
    name: 'steering-failing',
    says: 'Rollouts cannot be steered: a table or a queue does not answer, or a rollout is of another version. Nothing new starts there.',
    watches: ourMetric('failed', { operation: 'steer-rollouts' }),
    periods: 3,
  },
  {
    name: 'steering-overdue',
    says: 'A rollout has waited for its next step for more than fifteen minutes, or steering does not run.',
    watches: ourMetric('overdue_ms', { operation: 'steer-rollouts' }),
    above: 15 * MINUTE,
    periods: 3,
    silenceIsBad: true,
  },
  {
    name: 'rollout-halted',
    says: 'A rollout is halted: nothing new starts in it until somebody has decided.',
    watches: ourMetric('halted', { operation: 'steer-rollouts' }),
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

/** What alarms depend on besides the catalogue: whether anything is scheduled, and how often a survey begins, in ms. */
interface Depends {
  readonly scheduled: boolean;
  readonly surveyEvery: number;
}

/** Every alarm of a stage; whatever belongs to an operation or a function follows from the catalogue. */
export const alarmsOf = (
  catalog: readonly Operation[],
  stage: string,
  { scheduled, surveyEvery }: Depends,
): Alarm[] => [
  ...catalog.flatMap(({ name }) => ofOperation(name)),
  ...queued(catalog).map((name) => ofQueue(name, stage)),
  ...functionNames(catalog).flatMap(ofFunction),
  ...ofService(stage),
  ...ofSurvey(surveyEvery),
  ...ofRollouts,
  ...(scheduled ? [ofSchedules] : []),
];

/** The same as resources. */
export const alarmResources = (alarms: readonly Alarm[], stage: string): Record<string, object> =>
  Object.fromEntries(alarms.map((alarm) => [`${pascal(alarm.name)}Alarm`, alarmResource(alarm, stage)]));
