import type { JobId, Reads, Sight } from './follow.ts';
import type { Answers } from './lookup.ts';

/** A target that a job works on, as the cloud shows it; `pending` while the job can still be canceled. */
export interface Concerned {
  readonly target: string;
  readonly sight: Sight;
  readonly pending: boolean;
}

/** How the cloud cancels a job that has not started. */
export interface Cancel {
  /** Method and path verbatim from the vendor's page. */
  readonly route: string;
  /** What fills the route for a job. */
  fields(job_id: string): Readonly<Record<string, string>>;
  reads(job_id: string): Reads;
  /** Every target that canceling the job would concern, requested by whomever; undefined when the read failed. */
  concerned(answers: Answers, job_id: string): readonly Concerned[] | undefined;
}

/** Whether a complete list shows that the job of a target was canceled. */
export const isCanceled = (shown: readonly Concerned[] | undefined, { target }: JobId): boolean =>
  shown?.some((one) => one.target === target && one.sight.status === 'canceled') ?? false;
