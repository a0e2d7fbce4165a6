import type { Fault } from '../values/fault.ts';
import { readJson } from '../values/json/read-json.ts';
import type { Trigger } from './report.ts';

/** An intent on its way in: what came, who brought it, and when the trigger happened (epoch ms). */
export interface Delivery {
  readonly intent: unknown;
  /** What is wrong with the text of it, which stands as `intent` then. */
  readonly unreadable?: readonly Fault[];
  readonly trigger: Trigger;
  /** The id of the delivery where the intent names none itself. */
  readonly request_id: string;
  /** Whether a `request_id` in the intent has to be the delivery's own, as for a webhook. */
  readonly pinned?: boolean;
  readonly triggered_at: number;
  readonly attempt: number;
  readonly sender?: string;
  /** What a message we put on the queue asks for beyond its intent. */
  readonly directions?: Directions;
  /** Shared by the records of a batch: once the cloud throttles, none of them sends anything more. */
  readonly brake?: { throttled: boolean };
  /** Milliseconds left of this invocation. */
  readonly remaining: () => number;
}

/**
 * *resumed*: the ledger holds the intent, whatever the body says. *resend*, *extend*: a person decided so; a resend names
 * the number of tries it was decided on, so that a second delivery of it sends nothing. *parts*: the resumed request was
 * sent on in parts, which are made again.
 */
export interface Directions {
  readonly resumed?: boolean;
  readonly resend?: number;
  readonly extend?: boolean;
  readonly parts?: boolean;
}

/** The intent in a text that a trigger brought, as a delivery names it. */
export function intentIn(text: string): { intent: unknown; unreadable?: readonly Fault[] } {
  const read = readJson(text);
  return 'value' in read ? { intent: read.value } : { intent: text, unreadable: read.faults };
}
