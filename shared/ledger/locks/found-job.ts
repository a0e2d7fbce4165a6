import { LONGEST_RUN_MS } from '../../platform/platform.ts';
import { wait } from '../../platform/wait.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Operation } from '../../terms/operation.ts';
import { cell } from '../cell.ts';
import { claimsOf, foundJobKey } from '../keys.ts';
import { keptUntil } from '../retention.ts';
import type { Ticket } from '../ticket.ts';

/** What other requests of a project claimed: the jobs that are theirs, and the targets of which the cloud may have work. */
export interface Others {
  readonly jobs: ReadonlySet<string>;
  readonly pending: ReadonlySet<string>;
}

/**
 * What others of the project have claimed since a time (epoch ms). What was claimed before the call is in it: it waits for
 * the index first. Throws `PlatformUnavailable`.
 */
export async function othersSince(
  operation: Operation,
  { ledger, pk }: Ticket,
  project_id: string,
  from: number,
  { index_lag_ms, clock_skew_ms }: Settings['TIMING'],
): Promise<Others> {
  await wait(index_lag_ms);
  const since = from - clock_skew_ms - LONGEST_RUN_MS;
  const rows = await ledger.table.recent(claimsOf(operation, project_id), since, Date.now());
  const others = rows.filter((row) => row.pk !== pk);
  return {
    jobs: new Set(others.flatMap(({ jobs = [] }) => jobs)),
    pending: new Set(others.flatMap(({ pending = [] }) => pending)),
  };
}

/** Takes a job that was found in the cloud for this request's target; false when another request has it. Throws `PlatformUnavailable`. */
export async function takeFoundJob(
  { ledger, pk: holder }: Ticket,
  job_id: string,
  target: string,
): Promise<boolean> {
  const at = cell<{ readonly holder: string }>(ledger.table, foundJobKey(job_id, target));
  if (await at.write({ doc: { holder }, kept_until: keptUntil(Date.now()) }, undefined)) return true;
  return (await at.read())?.doc.holder === holder;
}
