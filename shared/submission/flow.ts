import type { MiddlewareObj } from '@middy/core';
import type { Credentials } from '../huawei/credentials.ts';
import type { Ticket } from '../ledger/ticket.ts';
import type { Config } from '../settings/config.ts';
import type { Fault } from '../terms/errors.ts';
import type { Intent } from '../terms/intent.ts';
import type { Outcome } from '../terms/outcome.ts';
import type { Seen } from '../terms/preflight.ts';
import type { Report, Trigger } from '../terms/report.ts';

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

/** What travels down the pipeline: a delivery to which each middleware adds one field. */
export interface Flow extends Delivery {
  config?: Config;
  request?: Intent;
  /** Whether whoever brought it may have it sent, as far as that is known yet; until then the ledger is not changed. */
  authorized?: boolean;
  /** This run's hold on the ledger; absent when there is none. */
  ticket?: Ticket;
  credentials?: Credentials;
  /** What the look right before the call showed; absent when it was skipped. */
  seen?: Seen;
  /** The targets that may be sent, once something stood in the way of others. */
  send?: readonly string[];
  /** Whether a submission may have left. */
  submitted?: boolean;
  /** The cloud's ids of the requests made, in order; for a support ticket. */
  cloud_request_ids?: string[];
}

/** What the last step yields: the outcomes, and for a dry run the calls that would have been made. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly calls?: readonly unknown[];
  /** What the ledger made of it; without one the outcomes speak for themselves. */
  readonly recorded?: Pick<Report, 'status' | 'reason' | 'next_try' | 'hand_over' | 'conflicts'>;
}

/** One step of the pipeline. */
export type Step = MiddlewareObj<Flow, Answer | Report>;

/** The fields that `validate` added. Throws `TypeError` for a step that stands before it. */
export function checked(flow: Flow): { config: Config; request: Intent } {
  const { config, request } = flow;
  if (!config || !request) throw new TypeError('this step needs validate before it');
  return { config, request };
}
