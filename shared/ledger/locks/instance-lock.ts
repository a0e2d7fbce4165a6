import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { cell } from '../cell.ts';
import type { Entry, TargetState } from '../entry/entry.ts';
import { openJobs } from '../entry/following.ts';
import { lockKey } from '../keys.ts';
import { keptUntil } from '../retention.ts';
import type { Ticket } from '../ticket.ts';

/** Who works on an instance: the request, by its key in the ledger, and its target there; and that a person released it. */
export interface Holder {
  readonly holder: string;
  readonly target: string;
  readonly operation: string;
  readonly request_id: string;
  readonly released?: { readonly by: string; readonly at: string; readonly reason: string };
}

/**
 * Takes the instance of each claimed target for this request; returns the targets whose instance another request is at
 * work on, with the words for it. A lock is held as long as its holder's entry says so. Where that entry cannot tell, it is
 * taken only if the instance was just seen at rest, after the time of what may be scheduled there, or a person released it.
 * Throws `PlatformUnavailable`.
 */
export async function lockInstances(
  operation: Operation,
  ticket: Ticket,
  { fields }: Intent,
  atRest: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const held = await Promise.all(
    ticket.send.map(async (target) => {
      const instance = instanceOf(operation, fields, target);
      return [target, await lock(operation, ticket, instance, target, atRest.has(target))] as const;
    }),
  );
  return new Map(held.flatMap(([target, by]) => (by === undefined ? [] : [[target, by]])));
}

/**
 * Whether this request was the last to take a target's instance: only then can work that is found there be its own. Throws
 * `PlatformUnavailable`.
 */
export async function tookInstance(
  operation: Operation,
  { ledger, pk: holder }: Ticket,
  { fields, project_id }: Intent,
  target: string,
): Promise<boolean> {
  const pk = lockKey(operation, project_id, instanceOf(operation, fields, target));
  return (await cell<Holder>(ledger.table, pk).read())?.doc.holder === holder;
}

const instanceOf = (operation: Operation, fields: object, target: string): string =>
  operation.instanceOf?.(fields, target) ?? target;

function lock(
  operation: Operation,
  { ledger, pk: holder, entry }: Ticket,
  instance: string,
  target: string,
  atRest: boolean,
): Promise<string | undefined> {
  const { request_id, project_id, terms } = entry;
  const mine: Holder = { holder, target, operation: operation.name, request_id };
  const last = Math.max(Date.now(), (terms.starts_at ?? 0) + terms.within_ms);
  return cell<Holder>(ledger.table, lockKey(operation, project_id, instance)).change(async (standing) => {
    const other = standing?.doc;
    if (other && other.holder !== holder && !other.released) {
      const entry = (await ledger.read(other.holder))?.entry;
      const work =
        entry &&
        (workOn(entry, other.target) ??
          (atRest && hadItsTime(entry, Date.now()) ? undefined : doubtOver(entry, other.target)));
      if (work) return { answer: `${other.operation} ${other.request_id} ${work}` };
    }
    // Written even over a lock of our own: whoever has just found it idle must not take it any more.
    return { answer: undefined, write: { doc: mine, kept_until: keptUntil(last) } };
  });
}

/** What the ledger says the holder has at work there, or asks the cloud about, in words; undefined when that is over. */
export function workOn(entry: Entry, target: string): string | undefined {
  const state = entry.targets[target];
  const job = openJobs(entry).find((one) => one.target === target);
  if (job) return `is at work there: job ${job.job_id}`;
  if (state?.state === 'submitting') return 'is being sent';
  return state?.state === 'unknown' ? 'may be at work there: its outcome is unknown' : undefined;
}

/**
 * What of the holder nobody will find out any more, in words: it ends only when the instance is seen at rest after the time
 * of what may be scheduled there, or by a person.
 */
export function doubtOver(entry: Entry, target: string): string | undefined {
  const state = entry.targets[target];
  if (state && stayedUnknown(state)) return 'may be at work there: its outcome stayed unknown';
  const late = entry.jobs?.find((one) => one.target === target && one.end?.end === 'timed_out');
  return late && `may be at work there: job ${late.job_id} was never seen to end`;
}

/** Whether whatever the holder may have scheduled has begun and ended, so that an instance at rest says something of it. */
const hadItsTime = ({ terms: { starts_at, within_ms } }: Entry, now: number): boolean =>
  starts_at === undefined || now > starts_at + within_ms;

/** Whether the words for a held instance are of a doubt that only the instance at rest, or a person, ends. */
export const tellsOfDoubt = (reason: string): boolean =>
  /its outcome stayed unknown|was never seen to end/.test(reason);

/** Nobody looks any more for what the first try started, also where a person has it sent again. */
const stayedUnknown = (state: TargetState): boolean =>
  state.state === 'done'
    ? state.outcomes.some(({ verdict }) => verdict === 'unknown')
    : state.state === 'waiting' && state.undecided !== undefined;
