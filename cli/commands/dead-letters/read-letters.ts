import { isCalled, type Letter, letterOf } from '../../../shared/desk/letters/letter.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { redact } from '../../../shared/values/redact.ts';
import {
  type DeadLetterQueue,
  type Message,
  openDeadLetterQueue,
  received,
} from '../../dead-letter-queue.ts';
import { ofStage, oneOperation, outputCalled } from '../../reads.ts';

// How long messages stay hidden from others while a person decides.
const HOLD_SECONDS = 600;

/** What is read of an operation's dead-letter queue. */
interface Read {
  /** The letters that were asked for, with their messages, the oldest first. */
  readonly found: readonly { readonly message: Message; readonly letter: Letter }[];
  /** Whether the queue says that it holds further messages than it showed. */
  readonly more: boolean;
  readonly queue: DeadLetterQueue;
  /** Until when nobody else sees the messages, epoch ms. */
  readonly heldUntil: number;
  /** Takes a message off the queue for good: it is not shown to others again. */
  moved(message: Message): void;
}

/**
 * Reads the letters of an operation, or those of an id, hides them from others while they are used, and shows them again.
 * Throws `PlatformUnavailable`.
 */
export async function readLetters<Result>(
  url: string,
  { operation, id }: { operation: Operation; id: string | undefined },
  use: (read: Read) => Promise<Result>,
): Promise<Result> {
  const queue = openDeadLetterQueue(url.replaceAll('{operation}', operation.name));
  const heldUntil = Date.now() + HOLD_SECONDS * 1000;
  const { messages, more } = await queue.takeAll(HOLD_SECONDS);
  const hidden = new Set(messages);
  const found = messages
    .map((message) => ({ message, letter: letterOf(received(message)) }))
    .filter(({ letter }) => id === undefined || isCalled(letter, id))
    .sort((one, other) => one.letter.time - other.letter.time);
  try {
    return await use({ found, more, queue, heldUntil, moved: (message) => hidden.delete(message) });
  } finally {
    await queue.giveBack([...hidden]);
  }
}

/** What is said where no letter has the id. */
export const noLetter = ({ name }: Operation, id: string, more: boolean): string =>
  `${name} has no dead letter ${id}${more ? ' among those that the queue showed' : ''}\n`;

export const json = (value: unknown): string => `${JSON.stringify(redact(value), null, 2)}\n`;

export const words = { operation: oneOperation } as const;

export const options = {
  ...ofStage,
  id: { takes: '<id>', says: 'only the messages of this request_id (or with this message id)' },
  output: {
    takes: 'text|json',
    says: 'for a person (default) or as one JSON object',
    read: outputCalled,
  },
} as const;

export const reads =
  'HW_PROJECT_ID for intents that name no project; AWS_REGION and the AWS credentials. All as the functions have it.';
