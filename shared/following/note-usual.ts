import { addEnds } from '../durations/ends.ts';
import { engineFor } from '../durations/read-lasts.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { jobKey } from '../ledger/entry/following.ts';
import type { Job } from '../ledger/entry/job.ts';
import { openFleetTable } from '../platform/platform.ts';
import type { Operation } from '../terms/operation.ts';

/**
 * Notes how long work lasted whose change was proven, from its start until it was first seen completed. A run that is killed before leaves
 * it out; one that comes again changes nothing. Throws `PlatformUnavailable`.
 */
export async function noteUsual(
  operation: Operation,
  { fields }: Pick<Entry, 'fields'>,
  ended: readonly Job[],
  fleetTable: string,
): Promise<void> {
  const proven = ended.filter(({ end }) => end?.end === 'succeeded');
  const table = openFleetTable(fleetTable);
  for (const [engine, jobs] of Map.groupBy(proven, ({ target }) => engineFor(operation, fields, target))) {
    await addEnds(table, operation.name, engine, jobs.map(provenEnd));
  }
}

const provenEnd = (job: Job) => {
  const { starts_at, completed_at = job.end?.at ?? starts_at } = job;
  return { job: jobKey(job), lasted_ms: Math.max(0, completed_at - starts_at) };
};
