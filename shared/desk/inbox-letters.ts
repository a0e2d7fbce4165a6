import type { CommandLine } from './command-line.ts';
import type { InboxItem } from './inbox.ts';

/** What lies on a dead-letter queue: of an operation, of events for channels, of decisions, or what only the console moves. */
export interface LettersLeft {
  readonly queue: string;
  readonly of: 'operation' | 'channels' | 'decisions' | 'messages';
  readonly count: number;
  /** Whether the queue says that it holds more than it showed. */
  readonly more: boolean;
  /** Epoch ms. */
  readonly oldest?: number;
}

/** An item for every queue on which something lies. */
export const letterItems = (queues: readonly LettersLeft[]): InboxItem[] =>
  queues
    .filter(({ count, more }) => count > 0 || more)
    .map(({ queue, of, count, more, oldest }) => {
      const { says, command } = SAID[of];
      return {
        kind: 'dead_letters',
        what: queue,
        since: oldest,
        sentence: `${more ? `more than ${count}` : count} on the dead-letter queue: ${says}`,
        commands: command ? [command(queue)] : [],
      };
    });

const plain = (command: string) => (): CommandLine => ({ command, words: {}, options: {} });

const SAID: Readonly<
  Record<LettersLeft['of'], { readonly says: string; readonly command?: (queue: string) => CommandLine }>
> = {
  operation: {
    says: 'what no later try could cure lies there for 14 days',
    command: (operation) => ({ command: 'dead-letters list', words: { operation }, options: {} }),
  },
  channels: {
    says: 'channels or change desks were not told of these events',
    command: plain('channels missed'),
  },
  decisions: {
    says: 'these decisions were not heeded; look at the rollout before you say one again, then remove the message in the SQS console',
    command: plain('fleet list'),
  },
  messages: {
    says: 'nothing took them; once what failed works again, have the SQS console move them back (Start DLQ redrive)',
  },
};
