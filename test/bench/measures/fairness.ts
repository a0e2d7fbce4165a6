import { messageGroup } from '../../../shared/platform/aws/message-group.ts';
import { waitsOf } from '../fair-queue.ts';
import type { Fairness } from '../results.ts';

const HOUR = 60 * 60 * 1000;
const MANY = 20_000;
// Two functions at once with five messages each, a message in two seconds: what a deployed stage works off.
const CONSUMERS = { atOnce: 10, runMs: 2000 };

/** One sender's 20,000 messages, and one a minute of another's for an hour, in a model of the queue. */
export function measureFairness(): Fairness[] {
  return [
    { name: 'no message group', groupOf: () => undefined },
    { name: 'as we send', groupOf: (sender: string) => messageGroup({ trigger: 'webhook', sender }) },
  ].map(({ name, groupOf }) => {
    const noisy = Array.from({ length: MANY }, () => ({ sender: 'noisy', at: 0 }));
    const quiet = Array.from({ length: 60 }, (_, minute) => ({ sender: 'quiet', at: minute * 60_000 }));
    const messages = [...noisy, ...quiet];
    const waits = waitsOf(
      messages.map(({ sender, at }) => ({ group: groupOf(sender), at })),
      CONSUMERS,
    );
    const others = waits.slice(MANY);
    return {
      name,
      longest_s: Math.max(...others) / 1000,
      expired: others.filter((wait) => wait > HOUR).length,
      of: others.length,
      noisy_min: Math.max(...waits.slice(0, MANY)) / 60_000,
    };
  });
}
