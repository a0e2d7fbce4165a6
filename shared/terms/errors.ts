import type { Fault } from '../values/fault.ts';
import type { OwnCode } from './codes.ts';
import type { Outcome } from './outcome.ts';
import type { Status } from './report.ts';

/** An intent that ends before the cloud answered it. `retry` says whether the same intent can succeed later. */
export abstract class Ended extends Error {
  // Written out, since a bundle shortens the names of classes.
  abstract override readonly name: string;
  abstract readonly status: Status;
  readonly retry: boolean = false;
  readonly outcomes: readonly Outcome[] = [];
  /** What stands in the outcomes of what was not sent. */
  readonly code: string | undefined;
  /** When the ledger brings the intent back by itself, epoch ms. */
  readonly next_try?: number | undefined;
}

/** The sender has to change the intent; it lists every fault with its path. */
export class InvalidIntent extends Ended {
  override readonly name = 'InvalidIntent' as const;
  readonly status = 'invalid';
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '));
    this.faults = faults;
  }
}

/** Whoever brought the intent may not ask for it; the message names them, the rule and the field. */
export class Forbidden extends Ended {
  override readonly name = 'Forbidden' as const;
  readonly status = 'forbidden';
  override readonly code = 'forbidden';
  override readonly outcomes: readonly Outcome[];
  /** Whether that ends a request which the ledger holds; else the record stands as if nothing had come. */
  readonly settles: boolean;
  constructor(message: string, more: { outcomes?: readonly Outcome[]; settles?: boolean } = {}) {
    super(message);
    this.outcomes = more.outcomes ?? [];
    this.settles = more.settles ?? false;
  }
}

/** The intent's time is over, no longer long enough, or ends before the calendar lets it be sent: it is reported and never run late. */
export class Expired extends Ended {
  override readonly name = 'Expired' as const;
  readonly status = 'expired';
  override readonly code: OwnCode;
  constructor(message: string, code: OwnCode = 'expired') {
    super(message);
    this.code = code;
  }
}

/** Whoever released the intent takes it back before it is sent. */
export class CalledOff extends Ended {
  override readonly name = 'CalledOff' as const;
  readonly status = 'failed';
  readonly by: string;
  constructor(message: string, by: string) {
    super(message);
    this.by = by;
  }
}

/** The request was settled before; its outcomes are told again and nothing is sent. */
export class Duplicate extends Ended {
  override readonly name = 'Duplicate' as const;
  readonly status = 'duplicate';
  override readonly outcomes: readonly Outcome[];
  /** How it was settled. */
  readonly settled: Status;
  /** Whether a person's queue has not got the outcome yet. */
  readonly hand_over: boolean;
  /** Targets for which the cloud named two jobs. */
  readonly conflicts: readonly string[];
  constructor(
    message: string,
    past: { outcomes: readonly Outcome[]; settled: Status; hand_over: boolean; conflicts: readonly string[] },
  ) {
    super(message);
    this.outcomes = past.outcomes;
    this.settled = past.settled;
    this.hand_over = past.hand_over;
    this.conflicts = past.conflicts;
  }
}

/** The intent goes on elsewhere or later; nothing was sent by this run. */
export class Held extends Ended {
  override readonly name: 'Held' | 'LoginLeftAlone' = 'Held';
  readonly status = 'held';
  override readonly retry: boolean;
  override readonly outcomes: readonly Outcome[];
  override readonly next_try: number | undefined;
  override readonly code: OwnCode | undefined;
  constructor(
    message: string,
    more: {
      retry?: boolean;
      outcomes?: readonly Outcome[];
      next_try?: number;
      code?: OwnCode | undefined;
    } = {},
  ) {
    super(message);
    this.code = more.code;
    this.retry = more.retry ?? false;
    this.outcomes = more.outcomes ?? [];
    this.next_try = more.next_try;
  }
}

/** The cloud refused these credentials a short while ago: nobody tries them again for a while. */
export class LoginLeftAlone extends Held {
  override readonly name = 'LoginLeftAlone' as const;
}

/** The deployment is configured wrongly; the message names the variable. Sent intents wait until it is mended. */
export class Misconfigured extends Ended {
  override readonly name = 'Misconfigured' as const;
  readonly status = 'failed';
  override readonly retry = true;
}

/** A platform service of ours (table, queue, secret) did not do as asked. */
export class PlatformUnavailable extends Ended {
  override readonly name = 'PlatformUnavailable' as const;
  readonly status = 'failed';
  override readonly retry = true;
  /** *missing*: it has no such thing. *refused*: it would refuse the same again in a moment. Absent: it may pass. */
  readonly because: 'missing' | 'refused' | undefined;
  constructor(message: string, because?: 'missing' | 'refused') {
    super(message);
    this.because = because;
  }
}

/** The cloud does not take our credentials. Repeating locks the user or key, so nothing does. */
export class CredentialsRefused extends Ended {
  override readonly name: 'CredentialsRefused' | 'ProjectRefused' = 'CredentialsRefused';
  readonly status = 'failed';
  override readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** IAM gives no token for this project, and said nothing against the password. */
export class ProjectRefused extends CredentialsRefused {
  override readonly name = 'ProjectRefused' as const;
}

/** The request certainly never reached the service. */
export class NotSent extends Ended {
  override readonly name = 'NotSent' as const;
  readonly status = 'failed';
  override readonly retry: boolean;
  constructor(message: string, { cause, retry = true }: { cause?: unknown; retry?: boolean } = {}) {
    super(message, { cause });
    this.retry = retry;
  }
}

/** The request left and no usable answer came back: nobody repeats it blindly. */
export class OutcomeUnknown extends Ended {
  override readonly name = 'OutcomeUnknown' as const;
  readonly status = 'unknown';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The look into the cloud left nothing to send; what it found stands in the ledger. */
export class NothingToSend extends Ended {
  override readonly name = 'NothingToSend' as const;
  readonly status = 'held';
}

/** The cloud answered and the ledger did not take it: the next delivery asks the cloud what became of the request. */
export class NotRecorded extends Ended {
  override readonly name = 'NotRecorded' as const;
  readonly status = 'unknown';
  override readonly retry = true;
}
