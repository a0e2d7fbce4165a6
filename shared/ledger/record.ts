import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import {
  CredentialsRefused,
  Ended,
  Expired,
  Forbidden,
  Held,
  InvalidIntent,
  NothingToSend,
  NotRecorded,
  OutcomeUnknown,
  PlatformUnavailable,
} from '../errors.ts';
import type { Answer } from '../flow.ts';
import type { Operation } from '../operation.ts';
import { notSent, unknown } from '../outcome.ts';
import { statusOf } from '../report.ts';
import { giveUp, putBack } from './changes.ts';
import { type Entry, isSettled, outcomesOf, settledStatus } from './entry.ts';
import { learn } from './learn.ts';
import { schedule } from './plan.ts';
import { save, type Ticket } from './ticket.ts';

/** What a report says of an entry. */
function answerOf(entry: Entry): Answer {
  const outcomes = outcomesOf(entry);
  const settled = isSettled(entry);
  const worst = statusOf(outcomes);
  const waits = !settled && (worst === 'rejected' || worst === 'failed');
  return {
    outcomes,
    recorded: {
      status: settled ? settledStatus(entry) : waits ? 'held' : worst,
      ...(!settled && entry.due_at !== undefined && { next_try: new Date(entry.due_at).toISOString() }),
      ...(entry.hand_over === 'pending' && { hand_over: 'pending' }),
      ...(entry.conflicts && { conflicts: entry.conflicts }),
    },
  };
}

/** Writes what the cloud said into the ledger, until it is there or the invocation ends. Throws `NotRecorded`. */
export async function recordAnswer(
  operation: Operation,
  ticket: Ticket,
  answer: Answer,
  timing: Config['TIMING'],
  remaining: () => number,
): Promise<Answer> {
  const { owner, claimed } = ticket;
  // The call is over: nothing of it can leave any more.
  const until = Date.now();
  const { since } = claimed ?? { since: until };
  const settle = (entry: Entry) => {
    const learned = learn(entry, { owner, outcomes: answer.outcomes, since, until });
    const delayed = answer.outcomes.some(({ retry }) => retry === true);
    return schedule({ ...learned, put_off: delayed ? entry.put_off + 1 : 0 }, Date.now(), timing);
  };
  try {
    return answerOf(await persist(operation, ticket, settle, remaining));
  } catch (cause) {
    const said = answer.outcomes.map(
      ({ target, verdict, job_id }) => `${target} ${verdict}${job_id ? ` ${job_id}` : ''}`,
    );
    throw new NotRecorded(`the cloud said: ${said.join(', ')}; the ledger did not take it`, { cause });
  }
}

/**
 * Writes into the ledger how a run ended that got no answer, and returns what to report; undefined when the ledger has
 * nothing to do with it. Throws `PlatformUnavailable`, or `NotRecorded` for a request that may have left, when it could not
 * be written: the delivery then goes back.
 */
export async function recordEnding(
  operation: Operation,
  ticket: Ticket,
  error: unknown,
  timing: Config['TIMING'],
  remaining: () => number,
): Promise<Answer | undefined> {
  if (error instanceof NothingToSend) return answerOf(ticket.entry);
  const change = endingOf(ticket, error, timing);
  if (!change) return undefined;
  try {
    return answerOf(await persist(operation, ticket, change, remaining));
  } catch (cause) {
    if (!mayHaveLeft(ticket, error)) throw cause;
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotRecorded(`${reason}; the ledger did not take it`, { cause });
  }
}

/** Whether the run ended so that its request may be at work in the cloud. */
const mayHaveLeft = ({ claimed }: Ticket, error: unknown): boolean =>
  claimed !== undefined && (error instanceof OutcomeUnknown || !(error instanceof Ended));

function endingOf(
  ticket: Ticket,
  error: unknown,
  timing: Config['TIMING'],
): ((entry: Entry) => Entry) | undefined {
  const { send, claimed, owner, held } = ticket;
  const now = Date.now();
  if (error instanceof NotRecorded || (error instanceof InvalidIntent && !held)) return undefined;
  if (error instanceof Forbidden && !error.settles) return undefined;
  if (error instanceof Held && error.next_try === undefined) return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  if (claimed && mayHaveLeft(ticket, error)) {
    const outcomes = send.map((target) => unknown(target, { reason }));
    const { since } = claimed;
    return (entry) => schedule(learn(entry, { owner, outcomes, since, until: now }), now, timing);
  }
  // Whoever lost the lease does not decide for the run that holds it now.
  const mine = (change: (entry: Entry) => Entry, until?: number) => (entry: Entry) =>
    claimed && entry.owner !== owner ? entry : schedule(change(entry), now, timing, until);
  if (ticket.unusable) {
    return mine((entry) =>
      giveUp(entry, (target) => notSent(target, { code: 'unusable', reason }), 'and unknown'),
    );
  }
  if (error instanceof Expired) {
    const outcomeOf = (target: string) => notSent(target, { code: 'expired', reason });
    return mine((entry) => ({ ...giveUp(entry, outcomeOf), expired: true }));
  }
  if (
    error instanceof Ended &&
    (error.retry || error instanceof Held || error instanceof CredentialsRefused)
  ) {
    const code = error instanceof CredentialsRefused ? error.code : undefined;
    const outcomeOf = (target: string) => notSent(target, { code, reason, retry: true });
    // A time that somebody else sets is waited for; only what the cloud put off spends a try.
    const until = error instanceof CredentialsRefused ? now + timing.breaker_ms : error.next_try;
    const put_off = until === undefined ? 1 : 0;
    return mine((entry) => ({ ...putBack(entry, send, outcomeOf), put_off: entry.put_off + put_off }), until);
  }
  const code = error instanceof Forbidden ? error.code : undefined;
  return mine((entry) => giveUp(entry, (target) => notSent(target, { code, reason })));
}

const STEP_MS = 100;
const KEEP_BACK_MS = 1500;
const LAST_WORD_MS = 700;

/** Over the version held if nobody interfered, else merged into what stands there; again while the ledger does not answer. */
async function persist(
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
  ticket.held = stands;
  ticket.entry = stands.entry;
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
