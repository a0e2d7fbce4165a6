import type { Calendar } from '../calendar/calendar.ts';
import type { Lasts } from '../durations/lasts.ts';
import type { Credentials } from '../huawei/credentials.ts';
import type { Ticket } from '../ledger/ticket.ts';
import type { Given, Settings } from '../settings/settings.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Intent } from '../terms/intent.ts';
import type { Seen } from '../terms/preflight.ts';

/** What travels down the pipeline as it begins: a delivery, and what it is judged by. */
export interface Arrived extends Delivery {
  readonly given: Given;
  /** Windows and freezes, read once; undefined where the stage has none. Throws `Misconfigured`. */
  readonly calendar: () => Promise<Calendar | undefined>;
}

/** The same with checked settings. */
export interface Configured extends Arrived {
  readonly settings: Settings;
}

/** The same with a valid intent, and what steps learn of it. */
export interface Checked extends Configured {
  request: Intent;
  /** Whether whoever brought it may have it sent, as far as that is known yet; until then the ledger is not changed. */
  authorized?: boolean;
  /** This run's hold on the ledger; absent when there is none. */
  ticket?: Ticket;
  /** How long its work usually lasts; absent where that does not count. */
  lasts?: Lasts;
  /** When the own window closes that is open for it, epoch ms; of several targets the first. */
  own_closes?: number;
  /** What the look right before the call showed; absent when it was skipped. */
  seen?: Seen;
  /** Without a ledger, whose ticket says so: the targets that may be sent, once something stood in the way of others. */
  send?: readonly string[];
  /** Whether a submission may have left. */
  submitted?: boolean;
  /** The cloud's ids of the requests made, in order; for a support ticket. */
  cloud_request_ids?: string[];
}

/** The same with a login: the cloud can be asked. */
export interface Ready extends Checked {
  readonly credentials: Credentials;
}

/** What an error finds: as much as the steps before it had added. */
export type Unfinished = Arrived & Partial<Ready>;
