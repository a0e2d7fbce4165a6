import middy from '@middy/core';
import type { Calendar } from '../calendar/calendar.ts';
import { type Given, inForce, type Settings } from '../settings/settings.ts';
import { toStdout, type Write } from '../telling/log.ts';
import type { Answer } from '../terms/answer.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import type { Flow } from './flow.ts';
import { admit } from './steps/admit.ts';
import { authenticate } from './steps/authenticate.ts';
import { authorize } from './steps/authorize.ts';
import { authorizeDirections } from './steps/authorize-directions.ts';
import { call } from './steps/call.ts';
import { claimRequest } from './steps/claim-request.ts';
import { estimate } from './steps/estimate.ts';
import { fanOut } from './steps/fan-out.ts';
import { heedPause } from './steps/heed-pause.ts';
import { logOutcome } from './steps/log-outcome.ts';
import { lookFirst } from './steps/look-first.ts';
import { preflight } from './steps/preflight.ts';
import { remember } from './steps/remember.ts';
import { turnAway } from './steps/turn-away.ts';
import { validate } from './steps/validate.ts';

/** Runs one delivery of an intent to its report, by the settings given. */
export type Run = (delivery: Delivery, given: Given) => Promise<Report>;

/** How the calendar of a stage is read. Throws `Misconfigured`. */
export type ReadCalendar = (settings: Settings) => Promise<Calendar | undefined>;

/** What was packaged with the function; without a calendar nothing of it is loaded. */
const packaged: ReadCalendar = async (settings) =>
  settings.CALENDAR_HASH ? (await import('../calendar/bundled.ts')).bundledCalendar(settings) : undefined;

/**
 * The way of an intent, in the order the data flows; the logger stands first because middy unwinds in reverse.
 * `write` takes the log line.
 */
export function pipeline(
  operation: Operation,
  write: Write = toStdout,
  readCalendar: ReadCalendar = packaged,
): Run {
  const chain = middy<Flow, Answer | Report>({ timeoutEarlyInMillis: 0 })
    .use(logOutcome(operation, write)) // outcomes | error → report, one line
    .use(validate(operation)) // intent → request
    .use(authorize(operation)) // may they? → forbidden
    .use(fanOut(operation)) // request of several calls → messages of one
    .use(remember(operation)) // sent before? → ticket: what may be sent, what is looked for
    .use(authorizeDirections(operation)) // a person's decision about it: may they? → forbidden
    .use(estimate(operation)) // it has to end in time → + how long it usually lasts
    .use(turnAway(operation)) // a gate is shut → held, expired, forbidden
    .use(authenticate()) // + credentials
    .use(lookFirst(operation)) // unknown targets → found, absent, still unknown
    .use(preflight(operation)) // misfits → outcomes, what was there before → kept
    .use(admit(operation)) // no longer allowed, too many this hour → held, forbidden; counted
    .use(claimRequest(operation)) // ticket → claimed; outcomes → ledger
    .use(heedPause(operation)) // paused, frozen, its rollout stopped → held, ended, called off
    .handler(call(operation)); // → outcomes
  // One flow belongs to one delivery: steps add to the copy, never to what the trigger holds.
  return async (delivery, given) => {
    let read: ReturnType<ReadCalendar> | undefined;
    const calendar = () => (read ??= readCalendar(inForce(given)));
    const report = (await chain(
      { ...delivery, given, calendar },
      {} as Parameters<typeof chain>[1],
    )) as Report;
    if (delivery.trigger === 'fleet' && !delivery.directions?.resumed) {
      const { keepRefusal } = await import('./refused-release.ts');
      await keepRefusal(operation, delivery, report, given);
    }
    return report;
  };
}
