import type { Context } from 'aws-lambda';
import { carry } from '../platform/aws/message.ts';
import { putOnQueue } from '../platform/aws/queue.ts';
import { loadSettings } from '../settings/settings.ts';
import type { Run } from '../submission/pipeline.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { deadLetter } from './dead-letter.ts';
import { disposition, mayRepeat } from './disposition.ts';

/** Thrown to the platform so that it invokes again with the same event; the message repeats the report's reason. */
class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/**
 * Runs the intent that a rule, a schedule or a person invoked the function with. What a later try may cure goes on from
 * the queue. Throws `TryAgain` when not even the queue takes it.
 */
export async function runTimer(
  operation: Operation,
  run: Run,
  event: unknown,
  context: Context,
): Promise<Report> {
  const delivery = deliveryOf(event, context);
  const report = await run(delivery);
  const next = disposition(report);
  if (next === 'later' && !(await queued(operation, { ...delivery, request_id: report.request_id }))) {
    throw new TryAgain(`${report.status}: ${report.reason ?? 'see the log line'}`);
  }
  if (next === 'dead') await handOver(operation, report, delivery);
  return report;
}

async function queued(operation: Operation, delivery: Delivery): Promise<boolean> {
  try {
    const { QUEUE_URL } = loadSettings();
    if (!QUEUE_URL) return false;
    const message = { body: JSON.stringify(delivery.intent), attributes: carry(delivery) };
    await putOnQueue(QUEUE_URL, operation.name, [message]);
    return true;
  } catch {
    return false;
  }
}

async function handOver(operation: Operation, report: Report, delivery: Delivery): Promise<void> {
  try {
    await deadLetter(operation, report, delivery, JSON.stringify(delivery.intent) ?? '');
  } catch {
    if (mayRepeat(report)) throw new TryAgain('the dead-letter queue did not take it');
  }
}

function deliveryOf(event: unknown, context: Context): Delivery {
  const base = {
    trigger: 'timer',
    request_id: context.awsRequestId,
    attempt: 1,
    remaining: () => context.getRemainingTimeInMillis(),
  } as const;
  if (isEnvelope(event)) {
    const { detail: intent, id, time, resources } = event;
    const triggered_at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    const [rule] = Array.isArray(resources) ? resources : [];
    return {
      ...base,
      ...(typeof rule === 'string' && NAME.test(rule) && { sender: rule }),
      intent,
      request_id: typeof id === 'string' && id !== '' ? id : base.request_id,
      triggered_at: Number.isNaN(triggered_at) ? Date.now() : triggered_at,
    };
  }
  const tick = tickOf(event);
  return {
    ...base,
    intent: event,
    ...(tick && NAME.test(tick.schedule) && { sender: tick.schedule }),
    triggered_at: tick && !Number.isNaN(tick.at) ? tick.at : Date.now(),
  };
}

interface Envelope {
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly id?: unknown;
  readonly time?: unknown;
  /** Of an EventBridge rule its ARN; whoever invokes the function can write anything here. */
  readonly resources?: unknown;
}

const isEnvelope = (event: unknown): event is Envelope =>
  isPlainObject(event) && typeof event['detail-type'] === 'string' && 'detail' in event;

const NAME = /^[\x21-\x7e]{1,512}$/;
const SCHEDULED = /^(arn:[^:]+:scheduler:.*)\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

/** A schedule's request_id is `<schedule ARN>/<scheduled time>`: a late or repeated tick still counts from its own time. */
function tickOf(event: unknown): { schedule: string; at: number } | undefined {
  const id = isPlainObject(event) && typeof event.request_id === 'string' ? event.request_id : '';
  const [, schedule = '', time = ''] = SCHEDULED.exec(id) ?? [];
  return schedule ? { schedule, at: Date.parse(time) } : undefined;
}
