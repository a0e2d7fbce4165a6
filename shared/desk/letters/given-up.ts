import { requestId } from '../../terms/intent-fields.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';

/** A timer's event that AWS gave up: what it carried, why, and when; times in epoch ms. */
export interface GivenUp {
  readonly payload: unknown;
  readonly reason: string;
  readonly request_id?: string;
  readonly time?: number;
}

/** Reads the record that Lambda or EventBridge Scheduler leaves on a dead-letter queue; undefined for anything else. */
export const givenUp = (
  written: unknown,
  attributes: Readonly<Record<string, string>>,
): GivenUp | undefined => byLambda(written) ?? byScheduler(written, attributes);

/** The record of an on-failure destination. */
function byLambda(written: unknown): GivenUp | undefined {
  if (!isPlainObject(written) || !isPlainObject(written.requestContext) || !('requestPayload' in written)) {
    return undefined;
  }
  const { requestContext: context, requestPayload: payload, timestamp } = written;
  const request_id = requestId.safeParse(context.requestId).data;
  const time = timeIn(timestamp);
  return {
    payload,
    reason: `Lambda gave the event up: ${String(context.condition ?? 'no condition given')}`,
    ...(request_id && { request_id }),
    ...(time !== undefined && { time }),
  };
}

/**
 * The body is the request that failed, so the intent is its `Payload`; the attributes tell the rest (inferred from the
 * page's sample of another target). The request id is what its placeholders stand for, filled in or not.
 */
function byScheduler(
  written: unknown,
  { SCHEDULE_ARN, SCHEDULED_TIME, ERROR_CODE, ERROR_MESSAGE }: Readonly<Record<string, string>>,
): GivenUp | undefined {
  if (!SCHEDULE_ARN || !SCHEDULED_TIME) return undefined;
  const payload = isPlainObject(written) && 'Payload' in written ? written.Payload : written;
  const intent = typeof payload === 'string' ? parseJson(payload) : payload;
  const request_id = requestId.safeParse(`${SCHEDULE_ARN}/${SCHEDULED_TIME}`).data;
  const time = timeIn(SCHEDULED_TIME);
  return {
    payload: isPlainObject(intent) && request_id ? { ...intent, request_id } : intent,
    reason: ['EventBridge Scheduler gave it up:', ERROR_CODE, ERROR_MESSAGE].filter(Boolean).join(' '),
    ...(request_id && { request_id }),
    ...(time !== undefined && { time }),
  };
}

/** Epoch ms of a text that is a time. */
export function timeIn(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
