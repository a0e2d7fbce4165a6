import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { pipeline } from '../submission/pipeline.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { runQueue } from './queue.ts';
import { runTimer } from './timer.ts';

/** The Lambda handler of an operation: a batch of queue messages, or anything else as one intent of a timer. */
export function onLambda(
  operation: Operation,
): (event: unknown, context: Context) => Promise<SQSBatchResponse | Report> {
  const run = pipeline(operation);
  return (event, context) =>
    isQueueEvent(event) ? runQueue(operation, run, event, context) : runTimer(operation, run, event, context);
}

const isQueueEvent = (event: unknown): event is SQSEvent =>
  isPlainObject(event) &&
  Array.isArray(event.Records) &&
  event.Records.length > 0 &&
  event.Records.every((record) => isPlainObject(record) && record.eventSource === 'aws:sqs');
