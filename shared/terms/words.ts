import * as z from 'zod/mini';
import type { Outcome, Verdict } from './outcome.ts';
import type { Status, Trigger } from './report.ts';

/** The words of a union as an enum; complete by type: a word that is missing here does not compile. */
export const oneOf = <Word extends string>(words: Readonly<Record<Word, unknown>>) =>
  z.enum(Object.keys(words) as Word[]);

const STATUSES: Readonly<Record<Status, true>> = {
  accepted: true,
  partial: true,
  rejected: true,
  unknown: true,
  held: true,
  expired: true,
  invalid: true,
  forbidden: true,
  duplicate: true,
  failed: true,
  dry_run: true,
};
const VERDICTS: Readonly<Record<Verdict, true>> = {
  accepted: true,
  already_done: true,
  rejected: true,
  unknown: true,
  not_sent: true,
};

/** How an intent came in. */
export const trigger = () =>
  oneOf<Trigger>({ timer: true, queue: true, webhook: true, invoke: true, fleet: true });

/** How an intent ended. */
export const status = () => oneOf(STATUSES);

/** What became of one target. */
export const outcome = () =>
  z.looseObject({
    target: z.string(),
    verdict: oneOf(VERDICTS),
    job_id: z.exactOptional(z.string()),
    code: z.exactOptional(z.string()),
    reason: z.exactOptional(z.string()),
    hint: z.exactOptional(z.string()),
    retry: z.exactOptional(z.boolean()),
  } satisfies Readonly<Record<keyof Outcome, z.ZodMiniType>>);
