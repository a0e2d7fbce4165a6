import { askByForm } from './query.ts';

/**
 * Mails a text to everybody whom a topic (its ARN) knows: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. The subject is
 * ASCII of at most 100 characters. It may arrive twice. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function publishToTopic(topic: string, subject: string, text: string): Promise<void> {
  await askByForm({
    service: 'sns',
    action: 'Publish',
    version: '2010-03-31',
    fields: { TopicArn: topic, Subject: subject, Message: text },
    wanted: 'MessageId',
  });
}
