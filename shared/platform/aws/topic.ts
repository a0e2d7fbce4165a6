import { OutcomeUnknown } from '../../terms/errors.ts';
import { exchange, type ReadReply } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';

const TIMEOUT_MS = 5000;

/**
 * Mails a text to everybody whom a topic (its ARN) knows: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. The subject is
 * ASCII of at most 100 characters. It may arrive twice. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function publishToTopic(topic: string, subject: string, text: string): Promise<void> {
  const fields = {
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: topic,
    Subject: subject,
    Message: text,
  };
  await exchange(
    {
      service: 'sns',
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    },
    takenIn,
    TIMEOUT_MS,
  );
}

const takenIn: ReadReply<true> = ({ status, body }, wrongTime) => {
  const said = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(body)?.[1];
  if (status !== 200) {
    throw new AwsRefusal(
      said('Code') ?? `HTTP ${status}`,
      said('Message') ?? 'no reason given',
      status,
      wrongTime,
    );
  }
  if (said('MessageId') === undefined) throw new OutcomeUnknown('the reply names no message');
  return true;
};
