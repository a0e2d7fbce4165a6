import { askAws, type JsonServiceName } from '../platform/aws/ask.ts';
import { type Subscriptions, subscriptionsOf } from '../platform/aws/topic.ts';

import type { Finding } from './check.ts';

/** The only AWS actions the doctor makes; none changes anything. */
type ReadAction = JsonAction | 'GetTopicAttributes';
type JsonAction =
  | 'DescribeTable'
  | 'DescribeTimeToLive'
  | 'DescribeContinuousBackups'
  | 'GetQueueAttributes'
  | 'DescribeEventBus';

/** What AWS said, or the finding that it did not. */
export type Said<Output> = { readonly output: Output } | { readonly finding: Finding };

/** Asks AWS. Whoever may not look learns nothing, which proves nothing about the functions' own role. */
export const readAws = <Output>(
  service: JsonServiceName,
  action: JsonAction,
  input: Readonly<Record<string, unknown>>,
): Promise<Said<Output>> => said(action, () => askAws<Output>(service, action, input));

/** The same of the subscriptions of a topic. */
export const readSubscriptions = (topic: string): Promise<Said<Subscriptions>> =>
  said('GetTopicAttributes', () => subscriptionsOf(topic));

async function said<Output>(action: ReadAction, ask: () => Promise<Output>): Promise<Said<Output>> {
  try {
    return { output: await ask() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return {
      finding: /AccessDenied|NotAuthorized|AuthorizationError/.test(name)
        ? { level: 'not_checked', says: `this login may not ${action}: ${message}` }
        : {
            level: 'broken',
            says: `${name}: ${message}`,
            todo: 'check the name, the AWS region and the AWS login',
          },
    };
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: string | { readonly AWS?: string | readonly string[] };
  readonly Condition?: object;
}

function statementsOf(policy: string | undefined): Statement[] {
  const { Statement = [] } = JSON.parse(policy ?? '{}') as { Statement?: Statement | readonly Statement[] };
  return [Statement].flat();
}

const isAnybody = ({ Principal }: Statement) =>
  (typeof Principal === 'string' ? [Principal] : [Principal?.AWS ?? []].flat()).includes('*');

/** Whether a resource's policy lets anybody at all in, without a condition. */
export const isOpen = (policy: string | undefined): boolean =>
  statementsOf(policy).some((one) => one.Effect === 'Allow' && isAnybody(one) && !one.Condition);

/** Whether a queue's policy keeps out every sender that it does not name, as ours does (infra/aws/queues.ts). */
export const namesWriters = (policy: string | undefined): boolean =>
  statementsOf(policy).some(
    (one) =>
      one.Effect === 'Deny' &&
      isAnybody(one) &&
      [one.Action ?? []].flat().includes('sqs:SendMessage') &&
      JSON.stringify(one.Condition ?? {}).includes('aws:PrincipalArn'),
  );
