import type { Settings } from '../../settings/settings.ts';
import type { Answer } from '../../terms/answer.ts';
import type { Delivery } from '../../terms/delivery.ts';
import {
  CalledOff,
  CredentialsRefused,
  Ended,
  Expired,
  Forbidden,
  Held,
  InvalidIntent,
  NothingToSend,
  NotRecorded,
} from '../../terms/errors.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent, unknown } from '../../terms/outcome.ts';
import { statusOf } from '../../terms/report.ts';
import { iso } from '../../values/time/instant.ts';
import { schedule } from '../due-times.ts';
import { persist } from '../persist.ts';
import type { Ticket } from '../ticket.ts';
import { callOff } from './cancel.ts';
import { giveUp, putBack } from './changes.ts';
import { type Entry, isSettled, outcomesOf, settledStatus, targetsIn } from './entry.ts';
import { type News, note, noteOutcomes } from './history.ts';
import { learn } from './learn.ts';
import { mayHaveLeft } from './may-have-left.ts';
import { stopLooking } from './stop-looking.ts';

/** The run whose end is recorded: the time it has left, and the cloud's ids of the requests it made. */
type Run = Pick<Delivery, 'remaining'> & { readonly cloud_request_ids?: readonly string[] };

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
      ...(!settled && entry.due_at !== undefined && { next_try: iso(entry.due_at) }),
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
  timing: Settings['TIMING'],
  { remaining, cloud_request_ids = [] }: Run,
): Promise<Answer> {
  const { owner, claimed } = ticket;
  // The call is over: nothing of it can leave any more.
  const until = Date.now();
  const { since } = claimed ?? { since: until };
  const settle = (entry: Entry) => {
    const learned = noteOutcomes(
      learn(entry, { owner, outcomes: answer.outcomes, since, until }),
      until,
      answer.outcomes,
      { what: 'answered', cloud_request_ids },
    );
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
  timing: Settings['TIMING'],
  run: Run,
): Promise<Answer | undefined> {
  if (error instanceof NothingToSend) return answerOf(ticket.entry);
  const change = endingOf(ticket, error, timing, run);
  if (!change) return undefined;
  try {
    return answerOf(await persist(operation, ticket, change, run.remaining));
  } catch (cause) {
    if (!mayHaveLeft(ticket, error)) throw cause;
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotRecorded(`${reason}; the ledger did not take it`, { cause });
  }
}

function endingOf(
  ticket: Ticket,
  error: unknown,
  timing: Settings['TIMING'],
  { cloud_request_ids: ids = [] }: Run,
): ((entry: Entry) => Entry) | undefined {
  const { send, claimed, owner, held } = ticket;
  const { trigger } = ticket.entry;
  const now = Date.now();
  if (error instanceof NotRecorded || (error instanceof InvalidIntent && !held)) return undefined;
  if (error instanceof Forbidden && !error.settles) return undefined;
  if (error instanceof Held && error.next_try === undefined) return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  const noted = (entry: Entry, { what, ...more }: Pick<News, 'what' | 'targets' | 'again'>) =>
    note(entry, now, { what, said: reason, ...more, ...(ids.length > 0 && { cloud_request_ids: ids }) });
  if (claimed && mayHaveLeft(ticket, error)) {
    const outcomes = send.map((target) => unknown(target, { reason }));
    const news = { what: 'unanswered', targets: send } as const;
    const learned = { owner, outcomes, since: claimed.since, until: now };
    return (entry) => schedule(noted(learn(entry, learned), news), now, timing);
  }
  // Whoever lost the lease does not decide for the run that holds it now.
  const mine = (change: (entry: Entry) => Entry, until?: number) => (entry: Entry) =>
    claimed && entry.owner !== owner
      ? entry
      : schedule(stopLooking(change(entry), now, timing, reason), now, timing, until);
  const ended = (entry: Entry, after: Entry) =>
    noted(after, { what: 'ended', targets: targetsIn(entry, 'waiting', 'submitting') });
  if (ticket.unusable) {
    const outcomeOf = (target: string) => notSent(target, { code: 'unusable', reason });
    return mine((entry) => noted(giveUp(entry, outcomeOf, 'and unknown'), { what: 'ended' }));
  }
  if (error instanceof CalledOff) {
    const outcomeOf = (target: string) => notSent(target, { reason });
    return mine((entry) => callOff(putBack(entry, send, outcomeOf), error.by, now, reason));
  }
  if (error instanceof Expired) {
    const { code } = error;
    const outcomeOf = (target: string) => notSent(target, { code, reason });
    return mine((entry) => ({ ...ended(entry, giveUp(entry, outcomeOf)), expired: true }));
  }
  const refusedLogin = error instanceof CredentialsRefused;
  // A release does not wait for the login: every other one would be refused as well, so its rollout halts.
  const waits = refusedLogin ? trigger !== 'fleet' : error instanceof Held;
  if (error instanceof Ended && (error.retry || waits)) {
    const { code } = error;
    const outcomeOf = (target: string) => notSent(target, { code, reason, retry: true });
    // A time that somebody else sets is waited for; only what the cloud put off spends a try.
    const until = refusedLogin ? now + timing.breaker_ms : error.next_try;
    const put_off = until === undefined ? 1 : 0;
    const news = { what: 'waits', ...(send.length > 0 && { targets: send }), again: true } as const;
    const back = (entry: Entry) => noted(putBack(entry, send, outcomeOf), news);
    return mine((entry) => ({ ...back(entry), put_off: entry.put_off + put_off }), until);
  }
  const code = error instanceof Forbidden ? error.code : refusedLogin ? 'credentials' : undefined;
  return mine((entry) =>
    ended(
      entry,
      giveUp(entry, (target) => notSent(target, { code, reason })),
    ),
  );
}
