import { wait } from '../platform/wait.ts';
import { Held, PlatformUnavailable } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { type Entry, outcomesOf } from './entry/entry.ts';
import { adopt, save, type Ticket } from './ticket.ts';

const STEP_MS = 100;
const KEEP_BACK_MS = 1500;
const LAST_WORD_MS = 700;

/**
 * Writes over the version held if nobody interfered, else merges into what stands there; again while the ledger does not
 * answer and the invocation lasts, and while it refuses what may have been sent already. Throws `PlatformUnavailable`, `Held` when an unclaimed run was not the first.
 */
export async function persist(
  operation: Operation,
  ticket: Ticket,
  change: (entry: Entry) => Entry,
  remaining: () => number,
): Promise<Entry> {
  for (let pause = STEP_MS; ; pause *= 2) {
    try {
      return await inTime(() => attempt(operation, ticket, change), remaining() - LAST_WORD_MS);
    } catch (error) {
      if (!(error instanceof PlatformUnavailable) || remaining() < pause + KEEP_BACK_MS) throw error;
      if (!ticket.claimed && error.because === 'refused') throw error;
      await wait(pause);
    }
  }
}

async function attempt(
  operation: Operation,
  ticket: Ticket,
  change: (entry: Entry) => Entry,
): Promise<Entry> {
  if (await save(operation, ticket, change(ticket.entry))) return ticket.entry;
  if (ticket.claimed) return (await ticket.ledger.change(operation, ticket.pk, change)).entry;
  // The answer to our own claim may have been lost: then it is ours to take back.
  const stands = await ticket.ledger.read(ticket.pk);
  if (stands?.entry.owner !== ticket.owner) {
    throw new Held('another run was faster', { retry: true, outcomes: outcomesOf(ticket.entry) });
  }
  adopt(ticket, stands);
  if (await save(operation, ticket, change(ticket.entry))) return ticket.entry;
  throw new Held('another run was faster', { retry: true, outcomes: outcomesOf(ticket.entry) });
}

/** A run that is killed while it waits for the ledger says nothing at all; one that gives up in time says what it knows. */
async function inTime<Value>(begin: () => Promise<Value>, ms: number): Promise<Value> {
  if (ms <= 0) throw new PlatformUnavailable('no time is left to write into the ledger');
  const work = begin();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PlatformUnavailable('the ledger did not answer in time')), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
