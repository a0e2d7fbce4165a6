/** `InstallKernelPlugin` for `install-kernel-plugin`: how the logical ids of what belongs to a function begin. */
export const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const osls = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}`;

/** The logical id that osls gives a function. */
export const functionId = (name: string): string => `${osls(name)}LambdaFunction`;

/** The logical id that osls gives a function's log group. */
export const logGroupId = (name: string): string => `${osls(name)}LogGroup`;

/** The logical ids of a function's role, work queue and dead-letter queue. */
export const roleId = (name: string): string => `${pascal(name)}Role`;
export const queueId = (name: string): string => `${pascal(name)}Queue`;
export const deadLetterQueueId = (name: string): string => `${pascal(name)}DeadLetterQueue`;

/** The logical id of the role by which schedules invoke an operation. */
export const scheduleRoleId = (operation: string): string => `${pascal(operation)}ScheduleRole`;

/** A schedule's logical id, which no two names share whatever digits follow their dashes. */
export const scheduleId = (name: string): string => `Schedule${osls(name)}`;

/** The ARN of a resource of this stack. */
export const arnOf = (logicalId: string): object => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
