import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Answer, Delivery, Flow } from './flow.ts';
import { authenticate } from './middleware/authenticate.ts';
import { call } from './middleware/call.ts';
import { checkDue } from './middleware/check-due.ts';
import { fanOut } from './middleware/fan-out.ts';
import { logOutcome } from './middleware/log-outcome.ts';
import { validate } from './middleware/validate.ts';
import type { Operation } from './operation.ts';
import type { Report } from './report.ts';

/** Runs one delivery of an intent to its report. */
export type Run = (delivery: Delivery) => Promise<Report>;

/** The way of an intent, in the order the data flows; the logger stands first because middy unwinds in reverse. */
export function pipeline(operation: Operation): Run {
  const chain = middy<Flow, Answer | Report>({ timeoutEarlyInMillis: 0 })
    .use(logOutcome(operation)) // outcomes | error → report, one line
    .use(validate(operation)) // intent → request
    .use(fanOut(operation)) // request of several calls → messages of one
    .use(checkDue(operation)) // too early → held, too late → expired
    .use(authenticate()) // request → request + credentials
    .handler(call(operation)); // + credentials → outcomes
  // One flow belongs to one delivery: steps add to the copy, never to what the trigger holds.
  return (delivery) => chain({ ...delivery }, {} as Context) as Promise<Report>;
}
