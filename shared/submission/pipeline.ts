import type { Calendar } from '../calendar/calendar.ts';
import { type Given, inForce, type Settings } from '../settings/settings.ts';
import { toStdout, type Write } from '../telling/log.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import { steps } from './step.ts';
import { admit } from './steps/admit.ts';
import { authenticate } from './steps/authenticate.ts';
import { authorize } from './steps/authorize.ts';
import { authorizeDirections } from './steps/authorize-directions.ts';
import { call } from './steps/call.ts';
import { claimRequest } from './steps/claim-request.ts';
import { configure } from './steps/configure.ts';
import { estimate } from './steps/estimate.ts';
import { fanOut } from './steps/fan-out.ts';
import { heedPause } from './steps/heed-pause.ts';
import { logOutcome } from './steps/log-outcome.ts';
import { lookFirst } from './steps/look-first.ts';
import { preflight } from './steps/preflight.ts';
import { remember } from './steps/remember.ts';
import { resolve } from './steps/resolve.ts';
import { signIn } from './steps/sign-in.ts';
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
  const run = steps()
    .step(logOutcome(operation, write)) // outcomes | error → report, one line
    .step(configure()) // + settings
    .step(validate(operation)) // intent → request
    .step(resolve(operation)) // its host and its window are there
    .step(authorize(operation)) // may they? → forbidden
    .step(fanOut(operation)) // request of several calls → messages of one
    .step(remember(operation)) // sent before? → ticket: what may be sent, what is looked for
    .step(authorizeDirections(operation)) // a person's decision about it: may they? → forbidden
    .step(estimate(operation)) // it has to end in time → + how long it usually lasts
    .step(turnAway(operation)) // a gate is shut → held, expired, forbidden
    .step(authenticate()) // + credentials
    .step(signIn()) // refused, or left alone for a while → failed, held
    .step(lookFirst(operation)) // unknown targets → found, absent, still unknown
    .step(preflight(operation)) // misfits → outcomes, what was there before → kept
    .step(admit(operation)) // no longer allowed, too many this hour → held, forbidden; counted
    .step(claimRequest(operation)) // ticket → claimed; outcomes → ledger
    .step(heedPause(operation)) // paused, frozen, its rollout stopped → held, ended, called off
    .end(call(operation)); // → outcomes
  // One flow belongs to one delivery: steps add to the copy, never to what the trigger holds.
  return async (delivery, given) => {
    let read: ReturnType<ReadCalendar> | undefined;
    const calendar = () => (read ??= readCalendar(inForce(given)));
    const report = (await run({ ...delivery, given, calendar })) as Report;
    if (delivery.trigger === 'fleet' && !delivery.directions?.resumed) {
      const { keepRefusal } = await import('./refused-release.ts');
      await keepRefusal(operation, delivery, report, given);
    }
    return report;
  };
}
