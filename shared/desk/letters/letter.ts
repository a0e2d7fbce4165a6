import { carried } from '../../terms/carried.ts';
import { requestId } from '../../terms/intent-fields.ts';
import type { Trigger } from '../../terms/report.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { givenUp, timeIn } from './given-up.ts';

/** A message as a dead-letter queue gave it; `sent_at` in epoch ms. */
export interface Received {
  readonly message_id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sent_at: number;
}

/** A message of a dead-letter queue, read for people; times in epoch ms. */
export interface Letter {
  readonly message_id: string;
  readonly request_id: string;
  /** When it was given up; the platform's own redrive leaves only when it was first sent. */
  readonly time: number;
  /** How the intent ended; absent when the platform moved the message here, having delivered it too often. */
  readonly status?: string;
  readonly code?: string;
  readonly reason: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
  /** The intent in the body, out of the timer's envelope; undefined when there is no JSON object. */
  readonly intent?: Readonly<Record<string, unknown>>;
  /** Whether something in the body was masked, so that the intent is not whole. */
  readonly masked: boolean;
  /** Whether the body is a copy of the ledger's own intent. */
  readonly resumed: boolean;
  readonly trigger: Trigger;
  readonly triggered_at: number;
  readonly sender?: string;
}

/** Reads a message as it was received. */
export function letterOf({ message_id, body, attributes, sent_at }: Received): Letter {
  const { status, code, sender } = attributes;
  const came = carried(attributes);
  const time = timeIn(attributes.time) ?? sent_at;
  const written = parseJson(body);
  const failed = givenUp(written, attributes);
  const given = failed ? failed.payload : written;
  const envelope = isPlainObject(given) && typeof given['detail-type'] === 'string' ? given : undefined;
  const intent = envelope ? envelope.detail : given;
  const own = isPlainObject(intent) ? requestId.safeParse(intent.request_id).data : undefined;
  const event = requestId.safeParse(envelope?.id).data;
  // The service told the id of whatever it could read; else the intent's own counts before the delivery's.
  const told = status && status !== 'invalid' ? came.request_id : undefined;
  return {
    message_id,
    request_id: told ?? own ?? came.request_id ?? event ?? failed?.request_id ?? message_id,
    time,
    ...(status && { status }),
    ...(code && { code }),
    reason: attributes.reason ?? (status ? '' : (failed?.reason ?? 'delivered too often')),
    attributes,
    body,
    ...(isPlainObject(intent) && { intent }),
    masked: body.includes('***'),
    resumed: came.directions?.resumed === true,
    trigger: came.trigger ?? (envelope || failed ? 'timer' : 'queue'),
    triggered_at: came.triggered_at ?? timeIn(envelope?.time) ?? failed?.time ?? Math.min(time, sent_at),
    ...(sender && { sender }),
  };
}

/** Whether a person means this letter by that id. */
export const isCalled = ({ request_id, message_id, attributes }: Letter, id: string): boolean =>
  [request_id, message_id, attributes.request_id].includes(id);
