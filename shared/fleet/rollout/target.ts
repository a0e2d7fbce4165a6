import type { Stage } from '../../terms/release.ts';
import type { PlaceId } from '../selectors/surveyed.ts';

// What a rollout keeps of its targets, and of what its plan left out. Times are epoch ms.

/** How a target ended. */
export type Result =
  | 'succeeded'
  | 'already_done'
  | 'failed'
  | 'completed_unchanged'
  | 'completed_unproven'
  | 'timed_out'
  | 'unknown'
  | 'two_jobs'
  | 'canceled_by_others';

/** The ends that a person may accept, so that they are counted no more. */
export const ACCEPTABLE: readonly Result[] = [
  'failed',
  'completed_unchanged',
  'completed_unproven',
  'timed_out',
  'unknown',
  'two_jobs',
];

/** Why a target left without an end. */
export type Leaving = 'drifted' | 'on_hold' | 'gone' | 'rejected' | 'elsewhere' | 'lapsed';

/** What a plan says of a target. */
export interface Planned extends PlaceId {
  readonly seq: number;
  readonly wave: number;
  readonly operation: string;
  readonly target: string;
  /** The instance whose it is; the target itself unless it is a proxy. */
  readonly instance: string;
  readonly name?: string;
  readonly owner?: string;
  readonly engine?: string;
  readonly from: string;
  readonly to: string;
  /** Since when what it gets has been offered. */
  readonly since?: number;
  /** What is never at work together with it: its instance, and `<tag key>=<value>`. */
  readonly groups: readonly string[];
  /** Names of windows in the calendar; `own` alone, its instance's. */
  readonly windows: readonly string[];
  /** Of an instance with windows of its own: `22:00-02:00`, UTC. */
  readonly own_window?: string;
  /** No wave before has this operation, engine and version. */
  readonly untried?: true;
  /** The operation's fields of the intent, without times. */
  readonly intent: Readonly<Record<string, unknown>>;
  /** By which operation its instance is backed up before; *apart*: never in the same window. */
  readonly backup?: { readonly operation: string; readonly apart?: true };
}

/** A backup that was asked for before the work on a target: the cloud keeps it, and bills it. Times in epoch ms. */
export interface Backup {
  /** The try that asked for it. */
  readonly attempt: number;
  readonly name: string;
  /** When it ended, and when the window closed in which it was made. */
  readonly at: number;
  readonly closes: number;
  /** False: nobody knows whether it is there. */
  readonly proven: boolean;
  /** When it was seen at work although its window had closed. */
  readonly over_ran?: number;
}

/** A target of a rollout. */
export interface RolloutTarget extends Planned {
  readonly state: 'waiting' | 'reserved' | 'sent' | 'ended' | 'left';
  /** Which try it is, from 1 on; 0 before the first. */
  readonly attempt: number;
  /** What that try is, where it is not the work itself. */
  readonly stage?: Stage;
  /** In the order in which they were made. */
  readonly backups?: readonly Backup[];
  /** The whole intent of that try, times included: what is sent again is the same. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly released_at?: number;
  /** Not tried again before. */
  readonly not_before?: number;
  /** How often in a row it was put off, and the code of why it was the last time. */
  readonly put_off: number;
  readonly code?: string;
  /** A person counts its bad end no more. */
  readonly accepted?: true;
  /** When the word came that was to accept it and was given up: whoever reads that word later leaves it alone too. */
  readonly given_up?: number;
  readonly result?: Result;
  readonly left?: Leaving;
  readonly reason?: string;
  readonly ended_at?: number;
  /** When it was seen at work although its window had closed. */
  readonly over_ran?: number;
}

/** An instance or proxy that a plan leaves out, and why, as a code. */
export interface LeftOut extends PlaceId {
  readonly target: string;
  readonly instance: string;
  readonly operation?: string;
  readonly code: string;
  /** For a person, figures and days included: no part of the hash. */
  readonly reason: string;
}

const DONE: readonly (Result | undefined)[] = ['succeeded', 'already_done', 'completed_unproven'];

/** Whether the cloud has done with a target what was planned. */
export const isDone = ({ state, result }: Pick<RolloutTarget, 'state' | 'result'>): boolean =>
  state === 'ended' && DONE.includes(result);

/** The second key of a target of a rollout: in the order in which they start. */
export const targetKey = ({ wave, seq }: Pick<Planned, 'wave' | 'seq'>): string =>
  `${waveKeys(wave)}${String(seq).padStart(5, '0')}`;

/** How the second keys of the targets of a wave begin. */
export const waveKeys = (wave: number): string => `t#${String(wave).padStart(2, '0')}#`;

/** The second key of what a plan leaves out, counted from 0. */
export const leftOutKey = (number: number): string => `x#${String(number).padStart(5, '0')}`;
