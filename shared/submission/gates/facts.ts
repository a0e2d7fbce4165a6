import type { Lasts } from '../../durations/lasts.ts';
import type { Pause } from '../../ledger/pause.ts';
import type { Permission, Prohibition } from '../../policy/permitted.ts';
import type { RolloutStanding } from '../../terms/release.ts';

/** What gates decide by; times in epoch ms. What is read is there once a gate has needed it. */
export interface Facts extends Clock {
  readonly run?: Run;
  readonly freeze?: Freeze | undefined;
  readonly opening?: Opening | undefined;
  /** Of whoever brought the request first, by today's policy. */
  readonly permission?: Permission | Prohibition | undefined;
  /** Of a release alone. */
  readonly rollout?: Rollout | undefined;
  readonly pause?: Pause | undefined;
  readonly hour?: Hour | undefined;
}

/** The times of an intent. */
export interface Clock {
  readonly now: number;
  readonly not_before?: number | undefined;
  readonly deadline: number;
  /** Why the cloud must not be asked any more, now or at `not_before` where that is still to come. */
  readonly late?: string | undefined;
  readonly work: Work;
}

/** The work that it asks for: when it starts, if not once it is asked for, and when it has to have ended. */
interface Work {
  readonly starts_at?: number | undefined;
  readonly lasts: Lasts;
  readonly ends_by?: number | undefined;
}

/** The invocation that would send it. */
interface Run {
  /** Whether the cloud throttles the batch. */
  readonly throttled: boolean;
  readonly left_ms: number;
  /** What a submission takes. */
  readonly needs_ms: number;
  /** Until when the claim holds, once it is written. */
  readonly lease_until?: number | undefined;
}

/** The rollout that released it, as it stands; undefined where that cannot be read. */
interface Rollout {
  readonly name: string;
  readonly standing: RolloutStanding | undefined;
  /** What it works on, and the instances whose those are. */
  readonly targets: readonly string[];
}

/** A freeze that work would touch which is sent now, or at `not_before` where that is still to come. */
export interface Freeze {
  /** Its name, its end and why, in words. */
  readonly because: string;
  /** From when on it can be sent so that it touches none; *never* where its start is fixed. */
  readonly free_at: number | 'never';
}

/** When work first fits into the window that the intent names, from now or `not_before` on and before the deadline. */
export interface Opening {
  readonly because: string;
  readonly fits_at: number | 'never';
  /** When that opening ends; absent where it fits into none. */
  readonly closes?: number | 'never';
}

/** What a rule of the policy allows in 60 minutes. */
interface Hour {
  readonly rule: string;
  readonly limit: number;
  /** When there will be room; absent when there is. */
  readonly room_at: number | undefined;
  /** Whether a rollout released it, which takes it again later by itself. */
  readonly is_release?: boolean;
  /** Who brings it, where the ledger does not hold it yet and nobody takes it again. */
  readonly new_from?: string | undefined;
}
