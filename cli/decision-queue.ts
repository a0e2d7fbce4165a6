import type { DecisionMessage } from '../shared/fleet/steering/decision-message.ts';
import { askAws } from '../shared/platform/aws/ask.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';

/** The function that heeds decisions, whose queue has its name. */
export const DECIDES = 'decide-rollouts';
const TIMEOUT_MS = 10_000;

/**
 * Puts a decision on its queue, where SQS writes down who sent it; returns the id that SQS gave it, by which a rollout's log names
 * it. Throws `PlatformUnavailable`.
 */
export async function putDecision(urlTemplate: string, decision: DecisionMessage): Promise<string> {
  const QueueUrl = urlTemplate.replaceAll('{operation}', DECIDES);
  try {
    const input = { QueueUrl, MessageBody: JSON.stringify(decision) };
    const { MessageId } = await askAws<{ MessageId?: string }>('sqs', 'SendMessage', input, TIMEOUT_MS);
    if (MessageId) return MessageId;
    throw new Error('it gave the message no id');
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PlatformUnavailable(
      `queue ${QueueUrl} did not say that it took the decision; look at the rollout before you say it again: ${reason}`,
    );
  }
}
