import { nodeCrypto } from '../../values/node-crypto.ts';

// What SQS takes: 1 to 128 letters, digits and ASCII punctuation.
const TAKEN = /^[\x21-\x7e]{1,128}$/;

/**
 * The `MessageGroupId` of a message by its attributes: whoever brought its intent first, so that SQS gives every sender a
 * fair share of a queue. Sessions of one role are one sender. Undefined where nobody is named.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export function messageGroup({ trigger, sender }: Readonly<Record<string, string>>): string | undefined {
  if (!trigger) return undefined;
  const [role = ''] = (sender ?? '').split(':');
  const group = `${trigger}:${trigger === 'queue' ? role : (sender ?? '')}`;
  if (TAKEN.test(group)) return group;
  return nodeCrypto().createHash('sha256').update(group).digest('hex');
}
