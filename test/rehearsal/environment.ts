import type { Cloud } from '../cloud/cloud.ts';
import type { Queues } from '../platform/queues.ts';

/** The functions' environment: the stand-in's hosts and user, one webhook sender, the queues. `STAGE` stays unset. */
export function environmentOf({
  cloud,
  queues,
  secret,
}: {
  cloud: Cloud;
  queues: Queues;
  secret: string;
}): Record<string, string> {
  const [user] = cloud.state.users.values();
  if (!user) throw new Error('the stand-in cloud has no user');
  return {
    HW_REGION_NAME: 'ap-southeast-1',
    HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
    HW_DOMAIN_NAME: user.domain,
    HW_USER_NAME: user.name,
    HW_USER_PASSWORD: user.password,
    WEBHOOK_SENDERS: JSON.stringify({ 'change-desk': secret }),
    QUEUE_URL: queues.urlTemplate,
    DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_REGION: queues.region,
  };
}
