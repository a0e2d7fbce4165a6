import type { MiddlewareObj } from '@middy/core';
import type { Calendar } from '../calendar/calendar.ts';
import type { Credentials } from '../huawei/credentials.ts';
import type { Ticket } from '../ledger/ticket.ts';
import type { Given, Settings } from '../settings/settings.ts';
import type { Answer } from '../terms/answer.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Intent } from '../terms/intent.ts';
import type { Seen } from '../terms/preflight.ts';
import type { Report } from '../terms/report.ts';
import type { Lasts } from '../usual/lasts.ts';

/** What travels down the pipeline: a delivery to which each middleware adds one field. */
export interface Flow extends Delivery {
  readonly given: Given;
  /** Windows and freezes, read once; undefined where the stage has none. Throws `Misconfigured`. */
  readonly calendar: () => Promise<Calendar | undefined>;
  settings?: Settings;
  request?: Intent;
  /** Whether whoever brought it may have it sent, as far as that is known yet; until then the ledger is not changed. */
  authorized?: boolean;
  /** This run's hold on the ledger; absent when there is none. */
  ticket?: Ticket;
  credentials?: Credentials;
  /** How long its work usually lasts; absent where that does not count. */
  lasts?: Lasts;
  /** When the own window closes that is open for it, epoch ms; of several targets the first. */
  own_closes?: number;
  /** What the look right before the call showed; absent when it was skipped. */
  seen?: Seen;
  /** The targets that may be sent, once something stood in the way of others. */
  send?: readonly string[];
  /** Whether a submission may have left. */
  submitted?: boolean;
  /** The cloud's ids of the requests made, in order; for a support ticket. */
  cloud_request_ids?: string[];
}

/** One step of the pipeline. */
export type Step = MiddlewareObj<Flow, Answer | Report>;

/** The fields that `validate` added. Throws `TypeError` for a step that stands before it. */
export function checked(flow: Flow): { settings: Settings; request: Intent } {
  const { settings, request } = flow;
  if (!settings || !request) throw new TypeError('this step needs validate before it');
  return { settings, request };
}
