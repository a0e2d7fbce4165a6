import { redactText } from '../values/redact.ts';

/** What became of one target. Only `accepted` and `already_done` are good news; `unknown` is never repeated blindly. */
export type Verdict = 'accepted' | 'already_done' | 'rejected' | 'unknown' | 'not_sent';

/** One line of a report: a target, its verdict and, in words for a person, why. */
export interface Outcome {
  readonly target: string;
  readonly verdict: Verdict;
  readonly job_id?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly hint?: string;
  readonly retry?: boolean;
}

/**
 * An outcome as a reply tells it. That a target already is as asked (`said_done`) the cloud may say of one that is not: it
 * is no outcome before a read proved it.
 */
export type Told = Outcome | (Omit<Outcome, 'verdict'> & { readonly verdict: 'said_done' });

/** Why a target was not accepted, as the reply or the transport tells it. */
export interface Cause {
  readonly code?: string | undefined;
  readonly reason: string;
  readonly hint?: string | undefined;
  readonly retry?: boolean | undefined;
}

/** The cloud took the work and named the job that does it. */
export const accepted = (target: string, job_id: string): Outcome => ({
  target,
  verdict: 'accepted',
  job_id,
});

/** The target already is as asked: the cloud said so and a read proved it. */
export const alreadyDone = (target: string, cause: Cause): Outcome => outcome(target, 'already_done', cause);

/** The cloud refused the target as already done, and nothing proved it. */
export const saidDone = (target: string, cause: Cause): Told => outcome(target, 'said_done', cause);

/** The cloud refused the target in a way its documents describe. */
export const rejected = (target: string, cause: Cause): Outcome => outcome(target, 'rejected', cause);

/** The request left, and no documented answer for this target came back. */
export const unknown = (target: string, cause: Cause): Outcome => outcome(target, 'unknown', cause);

/** The request for this target certainly never reached the service. */
export const notSent = (target: string, cause: Cause): Outcome => outcome(target, 'not_sent', cause);

const LONGEST_REASON = 500;

/** Words of the cloud's, at most 500 characters: masked before they are cut, as half a secret is not recognised any more. */
export function short(reason: string): string {
  const text = redactText(reason);
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text;
}

const outcome = <As extends Told['verdict']>(
  target: string,
  verdict: As,
  { code, reason, hint, retry }: Cause,
) => ({
  target,
  verdict,
  ...(code ? { code: short(code) } : {}),
  reason: short(reason),
  ...(hint ? { hint } : {}),
  ...(retry ? { retry } : {}),
});
