import type { Letter } from '../shared/desk/letters/letter.ts';
import type { Plan } from '../shared/desk/letters/redrive-case.ts';
import { putOnQueue } from '../shared/platform/platform.ts';
import { Ended } from '../shared/terms/errors.ts';
import type { Operation } from '../shared/terms/operation.ts';
import type { DeadLetterQueue, Message } from './dead-letter-queue.ts';

/** A letter with the message it came in and what redriving it comes to. */
export interface Planned {
  readonly message: Message;
  readonly letter: Letter;
  readonly plan: Plan;
}

/** What became of the letters; `failed` says why it ended early. */
export interface Redriven {
  readonly moved: readonly Planned[];
  readonly failed?: string;
}

/**
 * Puts each letter that its plan moves on the work queue, if there is something to send, and only then takes it off the dead-letter queue; several
 * letters of one request move as one. Stops at the first that either queue refuses.
 */
export async function redrive(
  operation: Operation,
  all: readonly Planned[],
  { workQueue, deadLetters }: { workQueue: string; deadLetters: DeadLetterQueue },
): Promise<Redriven> {
  const moved: Planned[] = [];
  const sent = new Set<string>();
  for (const planned of all) {
    const { plan, message, letter } = planned;
    if ('stays' in plan) continue;
    try {
      const text = `${letter.request_id}\n${plan.message?.body}`;
      if (plan.message && !sent.has(text)) await putOnQueue(workQueue, operation.name, [plan.message]);
      sent.add(text);
    } catch (error) {
      return { moved, failed: `${letter.request_id} stays: ${reasonOf(error)}` };
    }
    try {
      await deadLetters.remove(message);
    } catch (error) {
      const hint = plan.message
        ? 'it is on the work queue now, and still listed here: do not redrive it again'
        : 'nothing was sent, and it is still listed here';
      return { moved, failed: `${letter.request_id}: ${hint}: ${reasonOf(error)}` };
    }
    moved.push(planned);
  }
  return { moved };
}

function reasonOf(error: unknown): string {
  if (error instanceof Ended) return error.message;
  throw error;
}
