import type { Calendar } from '../../calendar/calendar.ts';
import type { RolloutStanding } from '../../terms/release.ts';
import type { Amount, Fleet, Gate } from '../fleet.ts';
import type { Leaving, Result } from './target.ts';

// What a rollout keeps in the fleet table. What stands there is found by its keys and read by later versions. Times are epoch ms.

export { ROLLOUT_SCHEMA as SCHEMA } from '../../terms/release.ts';

/** Where a rollout stands. The last five are final. */
export type RolloutState =
  | 'planning'
  | 'proposed'
  | 'approved'
  | 'running'
  | 'halted'
  | 'done'
  | 'closed'
  | 'lapsed'
  | 'superseded'
  | 'refused';

/** Who did something, as SQS or a secret vouches for it, when, in their words why, and in whose name they say that they did it. */
export interface By {
  readonly by: string;
  readonly at: number;
  readonly because?: string;
  readonly said_by?: string;
}

/** An approval: of one wave, or of all. */
export interface Approval extends By {
  readonly wave?: string;
}

/** Where a wave stands. *open*: its targets may start. *settled*: nothing of it is at work, and it bakes. *at_gate*: it waits for a person. */
export type WaveState = 'pending' | 'open' | 'settled' | 'at_gate' | 'passed';

/** How many targets of a wave ended or left, by how. Bad ends that a person accepted count as that alone. */
export type Counts = Readonly<Partial<Record<Result | Leaving | 'accepted', number>>>;

/** What was seen of the waiting targets of a wave, from its first row up to its cursor. */
export interface Sweep {
  /** Whether any of them can still start. */
  readonly open: boolean;
  /** When the next of them can, as far as is known. */
  readonly soonest?: number;
  /** How many of them are not any more what was planned. */
  readonly stale: number;
}

/** What counts for nothing at the gate of a wave: the records of the alarms that fired before it started; or whose word let it start although those could not be read. */
export type Baseline = { readonly at: number } & (
  | { readonly records: readonly string[] }
  | { readonly waived: By }
);

/** What one whom its gate names said of a wave. */
export interface GateWord extends By {
  readonly verb: 'confirm' | 'veto';
}

/** A wave of a rollout, with the amounts that a person approves as numbers. */
export interface RolloutWave {
  readonly name: string;
  readonly size: number;
  readonly at_once: number;
  readonly ramp: readonly number[];
  /** As the fleet has it: a share holds from five ended targets on. */
  readonly stop_after: Amount;
  /** The share that must end well, in percent: of how many, only the end shows, since some leave. */
  readonly enough: number;
  readonly bake_ms: number;
  readonly gate?: Gate;
  readonly needs_approval: boolean;
  readonly state: WaveState;
  readonly counts: Counts;
  /** Until when it bakes, once it has settled. */
  readonly bake_until?: number;
  /** Since when it has waited at its gate, and why. */
  readonly at_gate?: { readonly since: number; readonly because: string };
  /** Where its gate counts alarms: it starts with this. */
  readonly baseline?: Baseline;
  /** Why it waits for its baseline; *told*: it has for so long that a person was told. */
  readonly unread?: { readonly because: string; readonly told: boolean };
  readonly words?: readonly GateWord[];
  /** When the first of it was reserved. */
  readonly started_at?: number;
  /** How often one of its targets was still at work when its window had closed; a try that was taken again counts too. */
  readonly over_runs?: number;
  /** How many backups were asked for before its targets, and are or may be there. */
  readonly backups?: number;
  /** When the last of it ended with proof. */
  readonly last_end?: number;
  /** Behind which row the look for targets that can start goes on; absent: it begins anew. */
  readonly cursor?: string;
  readonly sweep?: Sweep;
}

/** A target that is at work, or that keeps its slot since nobody knows whether it is. */
export interface InFlight {
  readonly seq: number;
  readonly sk: string;
  readonly wave: number;
  readonly attempt: number;
  readonly at: number;
  readonly groups: readonly string[];
}

/** A target that ended so that nobody knows whether it is still at work, and how. */
export interface Kept extends InFlight {
  readonly result: Result;
}

/** A person's word about a target that ended: take it again, or count it no more. It stands until the row has it. */
export interface Directed extends By {
  readonly sk: string;
  readonly wave: number;
  readonly attempt: number;
  readonly result: Result;
  readonly to: 'retry' | 'accept';
}

/** The head of a rollout: who may be at work is decided by one conditional write of it. At most 64 KB. */
export interface RolloutHead extends RolloutStanding {
  readonly id: string;
  readonly fleet: string;
  readonly state: RolloutState;
  /** Rises when state, approvals or a wave's state change, and with nothing else: what a person decides names it. */
  readonly decision: number;
  readonly asked: By;
  /** The fleet and calendar as they were when it was planned. */
  readonly spec: Fleet;
  readonly calendar: Pick<Calendar, 'windows' | 'freezes' | 'never_together'>;
  /** 64 hex digits; absent while it is planned. */
  readonly hash?: string;
  /** When the plan was complete, and until when it is good. */
  readonly planned_at?: number;
  readonly good_until?: number;
  readonly waves: readonly RolloutWave[];
  readonly approvals: readonly Approval[];
  readonly in_flight: readonly InFlight[];
  /** Ended as timed_out, unknown or two jobs: each keeps its slot. */
  readonly kept: readonly Kept[];
  readonly directed?: readonly Directed[];
  /** Who had a halted rollout go on; it does once everything accepted for it is at rest. */
  readonly proceed?: By;
  /** How many releases ended by silence. */
  readonly silences: number;
  /** Why nothing new starts, or why it is over. */
  readonly why?: { readonly code: string; readonly reason: string } & Partial<By>;
  /** In a rollout that is over: behind which row what still waits is marked as left; absent: nothing waits any more. */
  readonly clearing?: string;
  /** The latest messages that decided something: one that comes twice is heeded once. */
  readonly heard?: readonly string[];
  /** What people were told ahead of a wave by its name: for which start, and how long before it the last time, ms. */
  readonly ahead?: Readonly<Record<string, { readonly starts: number; readonly step?: number }>>;
  /** What it waits for a person to do, and when they were last told. */
  readonly waits?: { readonly of: string; readonly told_at: number };
  /** What people must still be told; each is removed when the bus has taken it. */
  readonly outbox: readonly RolloutEvent[];
}

/** Something that happened to a rollout, for people and their tools. */
export interface RolloutEvent {
  readonly event_id: string;
  readonly kind:
    | 'plan_proposed'
    | 'approval_due'
    | 'notice_ahead'
    | 'wave_started'
    | 'wave_ended'
    | 'halted'
    | 'lapsed'
    | 'done'
    | 'closed'
    | 'refused';
  readonly at: number;
  readonly rollout: string;
  readonly wave?: string;
  readonly sentence: string;
}

/** How the second keys of a rollout's log begin. */
export const LOG = 'log#';

/** Under which the due index finds the heads of rollouts. */
export const ROLLOUT_SHARD = 'rollouts';

/** Under which the head of a fleet lies: its last plan, its open rollout, and when it plans next. */
export const fleetKey = (fleet: string): string => `fleet#${fleet}`;

/** Under which the lock of a group lies. */
export const groupKey = (group: string): string => `group#${group}`;
