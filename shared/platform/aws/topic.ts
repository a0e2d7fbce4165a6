import { askByForm, element } from './query.ts';

const SNS = { service: 'sns', version: '2010-03-31' } as const;

/**
 * Mails a text to everybody whom a topic (its ARN) knows: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. The subject is
 * ASCII of at most 100 characters. It may arrive twice. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function publishToTopic(topic: string, subject: string, text: string): Promise<void> {
  await askByForm({
    ...SNS,
    action: 'Publish',
    fields: { TopicArn: topic, Subject: subject, Message: text },
    find: element('MessageId'),
  });
}

/** How many subscriptions a topic has that were confirmed, and how many that wait for it. */
export interface Subscriptions {
  readonly confirmed: number;
  readonly pending: number;
}

/**
 * The subscriptions of a topic (its ARN): https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html. Nothing is sent.
 * Throws as `publishToTopic`.
 */
export const subscriptionsOf = (topic: string): Promise<Subscriptions> =>
  askByForm({
    ...SNS,
    action: 'GetTopicAttributes',
    fields: { TopicArn: topic },
    find(xml) {
      const [confirmed, pending] = ['SubscriptionsConfirmed', 'SubscriptionsPending'].map(
        (name) => new RegExp(`<key>${name}</key>\\s*<value>(\\d+)</value>`).exec(xml)?.[1],
      );
      return confirmed === undefined || pending === undefined
        ? undefined
        : { confirmed: Number(confirmed), pending: Number(pending) };
    },
  });
