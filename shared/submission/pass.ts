import type { Ticket } from '../ledger/ticket.ts';
import type { Settings } from '../settings/settings.ts';
import { CalledOff, type Ended, Expired, Forbidden, Held, NotSent } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { notSent } from '../terms/outcome.ts';
import { calledOffBy } from '../terms/release.ts';
import type { Checked } from './flow.ts';
import type { Moment, Never, Wait } from './gates/gate.ts';
import { ask, type Readings } from './gates/gates.ts';
import { askedIn, calendarReadings, factsOf } from './gather.ts';

/** Lets a run go on, or ends it with what a gate says. Throws as `endBy` says, and as the readings do. */
export async function pass(
  moment: Moment,
  operation: Operation,
  flow: Checked,
  readings: Readings = calendarReadings(operation, askedIn(flow)),
): Promise<void> {
  const answer = await ask(moment, factsOf(operation, flow), readings);
  if (answer.says !== 'go') throw endBy(answer, flow.settings.TIMING, flow.ticket);
}

/** How a run ends that a gate does not let go on: `Held`, `NotSent`, `Expired`, `Forbidden`, `CalledOff`. */
export function endBy(answer: Wait | Never, timing: Settings['TIMING'], ticket?: Ticket): Ended {
  const { because, code } = answer;
  if (answer.says === 'never') {
    if (answer.end === 'called off') return new CalledOff(because, calledOffBy(ticket?.entry.sender ?? ''));
    return answer.end === 'expired' ? new Expired(because, code) : prohibition(because, ticket);
  }
  if (answer.only) return new NotSent(because);
  // Where nobody knows until when, it is asked again soon.
  const next_try = answer.until ?? Date.now() + timing.retry_least_ms;
  return new Held(because, { retry: true, next_try, code });
}

/** What the ledger holds ends with this word; of what comes new nothing is written. */
function prohibition(because: string, ticket: Ticket | undefined): Forbidden {
  if (!ticket?.held) return new Forbidden(because);
  const outcomes = ticket.send.map((target) => notSent(target, { code: 'forbidden', reason: because }));
  return new Forbidden(because, { outcomes, settles: true });
}
