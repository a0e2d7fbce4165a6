import type { Entry } from '../ledger/entry/entry.ts';
import type { Job } from '../ledger/entry/job.ts';
import { readUnfinished } from '../ledger/entry/unfinished.ts';
import { pointedEntries } from '../ledger/pointed-entries.ts';
import type { Table } from '../platform/ports.ts';
import type { Operation } from '../terms/operation.ts';
import { utc } from '../values/time/instant.ts';
import type { ToBeSent } from './to-be-sent.ts';

/** Of a target that waits: which request was scheduled there and recalled after this one was asked for, in words. */
export type RecalledBefore = (one: ToBeSent, target: string) => string | undefined;

/**
 * Finds what would schedule again what a person had recalled. Reads only when something waits that can
 * be recalled. Throws `PlatformUnavailable`.
 */
export async function recalledBefore(
  table: Table,
  some: readonly ToBeSent[],
  operations: readonly Operation[],
): Promise<RecalledBefore> {
  const names = operations
    .filter(({ name, cancel }) => cancel && some.some(({ request }) => request.operation.name === name))
    .map(({ name }) => name);
  if (names.length === 0) return () => undefined;
  // What was seen canceled ended so; until it is seen, its job is still followed.
  const [{ entries: ended }, open] = await Promise.all([
    pointedEntries(table, { since: 0, unwell: true }, { operations: names, most: MOST }, Date.now(), hasJobs),
    readUnfinished(table),
  ]);
  const entries = [...ended, ...open.filter((entry) => names.includes(entry.operation) && hasJobs(entry))];
  return recalledIn(entries);
}

/** The same out of entries that have jobs. Pure. */
function recalledIn(entries: readonly Entry[]): RecalledBefore {
  const recalls = entries.flatMap((entry) =>
    (entry.jobs ?? []).flatMap((job) => {
      const at = recalledAt(entry, job);
      return at === undefined ? [] : [{ entry, target: job.target, at }];
    }),
  );
  return ({ request: { entry } }, target) => {
    const found = recalls.find(
      (one) =>
        one.entry.operation === entry.operation && one.target === target && one.at > entry.triggered_at,
    );
    return found && `AGAIN: ${found.entry.request_id} was scheduled there, and recalled at ${utc(found.at)}`;
  };
}

const MOST = 2000;
const hasJobs = ({ jobs = [] }: Entry) => jobs.length > 0;

/** When a person had the cloud asked to cancel a job, or it was seen canceled; epoch ms. */
function recalledAt({ history = [] }: Entry, { target, accepted_at, end }: Job): number | undefined {
  if (end) return end.end === 'canceled' ? end.at : undefined;
  return history.findLast(
    ({ what, at, targets }) =>
      what === 'canceled' && at >= accepted_at && (targets?.includes(target) ?? true),
  )?.at;
}
