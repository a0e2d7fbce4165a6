import type { Settings } from '../../settings/settings.ts';
import type { JobId, Sight, State } from '../../terms/follow.ts';

/** How a job ended. Only `succeeded` is good news: the change that was promised is seen, and was not there before. */
export type End =
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'timed_out'
  | 'completed_unchanged'
  | 'completed_unproven';

/** How jobs are followed: how long each may take, when they start if not at once, and when they have to have ended (epoch ms). */
export interface Terms {
  readonly within_ms: number;
  readonly starts_at?: number;
  readonly ends_by?: number;
}

/** A job the cloud took, from its acceptance to its end; times in epoch ms. */
export interface Job extends JobId {
  readonly accepted_at: number;
  readonly starts_at: number;
  /** After this it is no longer followed. */
  readonly deadline: number;
  /** When the cloud is asked next, while it is open, and how often it was. */
  readonly look_at: number;
  readonly looks: number;
  /** The cloud's word for it, when last seen. */
  readonly seen?: { readonly word: string; readonly progress?: string; readonly at: number };
  /** When it was first seen completed. */
  readonly completed_at?: number;
  /** When it had to have ended, and when it was first seen at work after that. */
  readonly ends_by?: number;
  readonly over_ran?: number;
  readonly end?: Ending;
}

/** The end of a job, written once. */
export interface Ending {
  readonly end: End;
  readonly at: number;
  readonly reason?: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What one look showed: the job, and once it is completed what it promised to change. *missing*: the cloud answered and
 * does not show it; undefined: it did not answer, or was not asked.
 */
export interface Look {
  readonly sight: Sight | 'missing' | undefined;
  readonly state?: State | 'missing' | undefined;
}

/** A job just accepted: first looked at a moment after it starts. */
export function newJob(
  { target, job_id }: JobId,
  { within_ms, ends_by, ...terms }: Terms,
  now: number,
  { follow_least_ms }: Settings['TIMING'],
): Job {
  const starts_at = Math.max(now, terms.starts_at ?? 0);
  return {
    target,
    job_id,
    accepted_at: now,
    starts_at,
    deadline: starts_at + within_ms,
    look_at: starts_at + follow_least_ms,
    looks: 0,
    ...(ends_by !== undefined && { ends_by }),
  };
}
