import type { BackUp } from '../../terms/operation.ts';
import type { Foresight } from './foresight.ts';
import type { ReleaseEnd } from './release-end.ts';
import type { RolloutHead } from './rollout.ts';
import type { Leaving, RolloutTarget } from './target.ts';

/** When a release can be sent so that its work ends inside an opening, and the end of that. Times in epoch ms. */
export interface Fit {
  readonly at: number;
  readonly closes: number | 'never';
}

/** Why a target that waits is not what was planned any more, or is left alone until a time (epoch ms). */
export interface Away {
  readonly left: Extract<Leaving, 'drifted' | 'gone' | 'on_hold'>;
  readonly reason: string;
  readonly until?: number;
}

/** How an operation's work starts where the cloud begins it by itself: the intent's field with the time, and how long (ms) after the release. */
export interface Starts {
  readonly field: string;
  readonly after_ms: number;
}

/** Waiting targets of the wave under way, in their order, behind its cursor. */
export interface CandidatePage {
  readonly wave: number;
  /** Behind which second key it was read: the wave's cursor, or absent where that is. */
  readonly behind?: string | undefined;
  readonly rows: readonly RolloutTarget[];
  /** Whether no further row of the wave waits behind them. */
  readonly last: boolean;
}

/** Whether the done instances of a settled wave are at rest, as far as they were asked about. */
export interface Rest {
  /** When the first of them was read, epoch ms. */
  readonly since: number;
  readonly unanswered: number;
  /** Names of those that are not. */
  readonly restless: readonly string[];
}

/** An alarm of Cloud Eye that fires, by its record. */
export interface Firing {
  readonly record: string;
  readonly name: string;
  /** 1 is critical, 4 a warning. */
  readonly level?: number;
  /** The names of the targets at which it fires; empty: it names no instance, and may be anybody's. */
  readonly of: readonly string[];
}

/** The alarms that fire at the targets of the wave under way, all read after a time (epoch ms); or since when somebody asks and why they are not known. */
export type Alarms =
  | { readonly at: number; readonly firing: readonly Firing[] }
  | { readonly since: number; readonly unread: string };

/** What a step goes by besides the head. Every item was read after the head, and locks before the heads of their holders. */
export interface Facts {
  /** Rows of what is in flight, kept or directed, by their second keys; what could not be read is absent and stays as it is. */
  readonly rows: ReadonlyMap<string, RolloutTarget>;
  /** How releases in flight ended, by second key; *none*: the ledger holds no entry; absent: it could not be read. */
  readonly ends: ReadonlyMap<string, ReleaseEnd | 'open' | 'none'>;
  readonly page?: CandidatePage | undefined;
  /** Waiting targets that are not as planned any more, by second key. */
  readonly away: ReadonlyMap<string, Away>;
  /** Waiting targets whose hold tag counts no more, since it has held them for as long as their fleet allows. */
  readonly void_holds: ReadonlySet<string>;
  /** Groups of which a target of another rollout is at work. */
  readonly taken: ReadonlySet<string>;
  /** Second keys of kept targets whose instance was seen at rest; and of those that show what was to be brought besides. */
  readonly at_rest: ReadonlySet<string>;
  readonly proven: ReadonlySet<string>;
  /** Of the wave that has settled; absent: nobody has asked yet. */
  readonly rest?: Rest | undefined;
  /** Of a wave whose gate counts them, before it starts and once it has baked; absent: nobody has asked yet. */
  readonly alarms?: Alarms | undefined;
  /** Whether another rollout of the fleet is approved, running or halted. */
  readonly behind: boolean;
  /** Why nothing can start any more, whatever the target: the calendar has no window in common with the plan. */
  readonly closed_for_good?: string | undefined;
  /** When waves start that people are told of ahead; *stale*: it has to be foreseen anew; absent: nobody is told. */
  readonly foreseen?: Foresight | 'stale' | undefined;
  /** Why an operation is paused. */
  paused(operation: string): string | undefined;
  /** When a release fits first, from a time on; undefined: never. */
  fit(target: RolloutTarget, from: number): Fit | undefined;
  /** How long a release is usually at work, ms: from when it is sent. */
  lasts(target: RolloutTarget): number;
  starts(operation: string): Starts | undefined;
  backUp(operation: string): BackUp | undefined;
}

/** One write. The head goes over the version that was read; so do rows and locks, and a lock of its own is written anew, too. */
export type Write =
  | { readonly of: 'head'; readonly head: RolloutHead }
  | { readonly of: 'row'; readonly row: RolloutTarget }
  | { readonly of: 'lock'; readonly group: string; readonly seq: number };

/** What a step does, in its order; messages follow the writes. */
export interface Step {
  readonly writes: readonly Write[];
  /** Reserved rows, whose bodies are to be put on their operations' queues. */
  readonly messages: readonly RolloutTarget[];
  /** What the cloud has to be asked: whether the done targets of a wave or a kept one are at rest, which alarms fire at those of a wave, and to recall what is only scheduled. */
  readonly asks: readonly (
    | { readonly wave: number }
    | { readonly sk: string }
    | { readonly recall: string }
    | { readonly alarms: number; readonly after: number }
  )[];
  /** When the next step is due, epoch ms; absent: never again. */
  readonly next_at?: number;
}
