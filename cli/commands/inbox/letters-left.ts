import { catalog } from '../../../functions/catalog.ts';
import { isTeller, queued } from '../../../infra/aws/functions.ts';
import { type InboxItem, notRead } from '../../../shared/desk/inbox.ts';
import { type LettersLeft, letterItems } from '../../../shared/desk/inbox-letters.ts';
import { letterOf } from '../../../shared/desk/letters/letter.ts';
import { PlatformUnavailable } from '../../../shared/terms/errors.ts';
import { openDeadLetterQueue, received } from '../../dead-letter-queue.ts';
import { DECIDES } from '../../decision-queue.ts';

/** The queue of events that the topic for people did not take. */
const EVENTS = 'events';
// Nobody decides anything meanwhile.
const HOLD_SECONDS = 60;

/** What lies on the dead-letter queue of every function and of the bus; nothing is removed. Queues that do not answer are one item. */
export async function lettersLeft(urlTemplate: string): Promise<InboxItem[]> {
  const read = await Promise.all(
    [...queued(catalog), EVENTS].map(async (queue) => {
      try {
        return await lookAt(urlTemplate, queue);
      } catch (error) {
        if (error instanceof PlatformUnavailable) return { queue, why: error.message };
        throw error;
      }
    }),
  );
  return [
    ...letterItems(read.filter((one) => 'count' in one)),
    ...unread(read.filter((one) => 'why' in one)),
  ];
}

async function lookAt(urlTemplate: string, name: string): Promise<LettersLeft> {
  const queue = openDeadLetterQueue(urlTemplate.replaceAll('{operation}', name));
  const { messages, more } = await queue.takeAll(HOLD_SECONDS);
  await queue.giveBack(messages);
  const times = messages.map((message) => letterOf(received(message)).time);
  return {
    queue: name,
    of: kindOf(name),
    count: messages.length,
    more,
    ...(times.length > 0 && { oldest: Math.min(...times) }),
  };
}

function kindOf(queue: string): LettersLeft['of'] {
  if (catalog.some(({ name }) => name === queue)) return 'operation';
  return isTeller(queue) ? 'channels' : queue === DECIDES ? 'decisions' : 'messages';
}

function unread(queues: readonly { readonly queue: string; readonly why: string }[]): InboxItem[] {
  const [first] = queues;
  if (!first) return [];
  const names = queues.map(({ queue }) => queue).join(', ');
  return [notRead(`dead letters of ${names}`, first.why, [])];
}
