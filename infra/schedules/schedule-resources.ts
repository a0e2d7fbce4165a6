import { grants } from '../aws/grants.ts';
import { roleFor } from '../aws/iam.ts';
import { arnOf, deadLetterQueueId, functionId, scheduleId, scheduleRoleId } from '../aws/names.ts';
import type { Schedule } from './check-schedule.ts';

/** As many as EventBridge Scheduler allows; the event's age ends them. */
const MOST_RETRIES = 185;

// Filled in by EventBridge Scheduler; the same however often it tries, unlike its execution id.
const REQUEST_ID = '<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>';

const schedule = ({ name, operation, when, time_zone, enabled, intent, maxAgeS }: Schedule) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: name,
    GroupName: { Ref: 'ScheduleGroup' },
    ScheduleExpression: when,
    ScheduleExpressionTimezone: time_zone,
    State: enabled ? 'ENABLED' : 'DISABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: arnOf(functionId(operation)),
      RoleArn: arnOf(scheduleRoleId(operation)),
      Input: JSON.stringify({ request_id: REQUEST_ID, ...intent }),
      RetryPolicy: { MaximumRetryAttempts: MOST_RETRIES, MaximumEventAgeInSeconds: maxAgeS },
      DeadLetterConfig: { Arn: arnOf(deadLetterQueueId(operation)) },
    },
  },
});

const role = (operation: string) =>
  roleFor(
    'scheduler.amazonaws.com',
    `Lets the schedules invoke ${operation} and nothing else`,
    [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf(functionId(operation)) },
      grants.putOnDeadLetters(operation),
      grants.encrypt(),
    ],
    {
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        'aws:SourceArn': arnOf('ScheduleGroup'),
      },
    },
  );

/** The group of a stage's schedules, the schedules, and a role for each operation that any of them invokes. */
export function scheduleResources(schedules: readonly Schedule[], stage: string): Record<string, object> {
  if (schedules.length === 0) return {};
  const operations = [...new Set(schedules.map(({ operation }) => operation))];
  return {
    ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: `db-upkeep-${stage}` } },
    ...Object.fromEntries(operations.map((operation) => [scheduleRoleId(operation), role(operation)])),
    ...Object.fromEntries(schedules.map((one) => [scheduleId(one.name), schedule(one)])),
  };
}
