import type { End } from '../../shared/ledger/entry/job.ts';
import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Status } from '../../shared/terms/report.ts';
import type { EndingRule } from '../cloud/ending.ts';
import type { FaultRule } from '../cloud/faults.ts';
import type { State } from '../cloud/state.ts';
import type { Way } from './fire.ts';
import type { Stage } from './stage.ts';

/**
 * What becomes of a delivery: over, brought back by the ledger when it is due, delivered again by the platform, or on
 * the dead-letter queue for a person.
 */
export type Fate = 'done' | 'waits' | 'again' | 'dead-lettered';

/** A report that has to come. Fields of outcomes that are left out may have any value. */
export interface ExpectedReport {
  readonly status: Status;
  readonly fate: Fate;
  readonly outcomes: readonly (Partial<Outcome> & Pick<Outcome, 'target' | 'verdict'>)[];
}

/** How a job has to end; what is left out may be anything. */
export interface ExpectedEnd {
  readonly target: string;
  readonly end: End;
  readonly reason?: string;
  readonly before?: string;
  readonly after?: string;
}

/** One intent to fire, the circumstances it meets, and what must come of it. */
export interface Scene {
  readonly title: string;
  readonly way: Way;
  readonly operation: string;
  readonly intent: Readonly<Record<string, unknown>>;
  readonly faults?: readonly FaultRule[];
  /** How the cloud lets the work end; without one it completes and changes what it promised. */
  readonly endings?: readonly EndingRule[];
  readonly instances?: readonly Parameters<State['addInstance']>[0][];
  /** Signed with a secret that nobody shares. */
  readonly forged?: boolean;
  /** How often the same intent is delivered under the same id, each time after the last has its report; default once. */
  readonly deliveries?: number;
  readonly expect: {
    /** What the HTTP API answers a webhook; a body must contain the text. */
    readonly answer?: { readonly status: number; readonly says?: string };
    /** The targets of each submission that reaches the cloud, accepted or not. */
    readonly sent: readonly (readonly string[])[];
    /** At least these, and for each message the last; it may be reported more often that it still waits. */
    readonly reports: readonly ExpectedReport[];
    /** How the jobs end, in a wave that is followed. */
    readonly ends?: readonly ExpectedEnd[];
  };
}

/** Scenes that are played at the same time on a fresh cloud; no two of them touch the same database. */
export interface Wave {
  readonly title: string;
  readonly scenes: readonly Scene[];
  /** Each intent is fired only when the one before has its first report. */
  readonly inTurn?: boolean;
  /** What happens before anything is fired, and once everything has its first report. */
  readonly before?: (stage: Stage) => void | Promise<void>;
  readonly meanwhile?: (stage: Stage) => void | Promise<void>;
  /** Whether every job is followed to its end. */
  readonly followed?: boolean;
  /** How many token requests may reach the cloud at most, and how many of them it may refuse (none). */
  readonly logins?: number;
  readonly refusedLogins?: number;
}
