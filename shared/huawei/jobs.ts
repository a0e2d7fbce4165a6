import * as z from 'zod/mini';
import type { Sight } from '../terms/follow.ts';
import type { Read } from '../terms/lookup.ts';
import { short } from '../terms/outcome.ts';
import { lenient } from '../values/json/lenient.ts';

/** A job by its id, at each of the three services (contract §7.1); `DBS.200543`, "The job does not exist", answers null. */
export const showJob = (job_id: string): Read => ({
  route: 'GET /v3/{project_id}/jobs',
  query: { id: job_id },
  absent: 'DBS.200543',
});

// "progress" at GaussDB and GeminiDB, "process" at TaurusDB; "60%", empty or null (contract §7.1). Made with its first use:
// most runs follow no job.
const job = z.lazy(() =>
  z.object({
    status: z.string(),
    progress: lenient(z.nullable(z.union([z.string(), z.number()]))),
    process: lenient(z.nullable(z.union([z.string(), z.number()]))),
    fail_reason: lenient(z.nullable(z.string())),
  }),
);

const ENDS = ['completed', 'failed', 'canceled'] as const;

/** The end that a status means; undefined for what is no end, or none that the vendor documents. */
export const endOf = (word: string) => ENDS.find((end) => end === word.toLowerCase());

/** A job or task of any listing; a status that is no documented end keeps it open. Undefined when it shows no status. */
export function sightOf(item: unknown): Sight | undefined {
  const read = job.safeParse(item);
  if (!read.success) return undefined;
  const { status, progress, process, fail_reason } = read.data;
  const done = [progress, process].find((one) => one !== undefined && one !== null && one !== '');
  return {
    status: endOf(status) ?? 'open',
    word: short(status),
    ...(done !== undefined && { progress: short(String(done)) }),
    ...(fail_reason && { reason: short(fail_reason) }),
  };
}
