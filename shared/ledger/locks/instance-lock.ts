import { PlatformUnavailable } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { DAY } from '../../values/time/units.ts';
import type { Entry, TargetState } from '../entry/entry.ts';
import { openJobs } from '../entry/following.ts';
import type { Ticket } from '../ticket.ts';

const KEEP_MS = 35 * DAY;
const RACES = 5;

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
  const row = await ledger.table.get(lockKey(operation, project_id, instanceOf(operation, fields, target)));
  return row !== undefined && (JSON.parse(row.doc) as Holder).holder === holder;
}

const instanceOf = (operation: Operation, fields: object, target: string): string =>
  operation.instanceOf?.(fields, target) ?? target;

// The vendor takes ids in either letter case.
const lockKey = ({ service }: Operation, project_id: string, instance: string): string =>
  `lock#${service}#${project_id}#${instance.toLowerCase()}`;

async function lock(
  operation: Operation,
  { ledger, pk: holder, entry }: Ticket,
  instance: string,
  target: string,
  atRest: boolean,
): Promise<string | undefined> {
  const { name } = operation;
  const { request_id, project_id, terms } = entry;
  const pk = lockKey(operation, project_id, instance);
  const mine: Holder = { holder, target, operation: name, request_id };
  const last = Math.max(Date.now(), (terms.starts_at ?? 0) + terms.within_ms);
  for (let race = 0; race < RACES; race++) {
    const row = await ledger.table.get(pk);
    const other = row && (JSON.parse(row.doc) as Holder);
    if (other && other.holder !== holder && !other.released) {
      const standing = await ledger.read(other.holder);
      const work =
        standing &&
        (workOn(standing.entry, other.target) ??
          (atRest && hadItsTime(standing.entry, Date.now())
            ? undefined
            : doubtOver(standing.entry, other.target)));
      if (work) return `${other.operation} ${other.request_id} ${work}`;
    }
    // Written even over a lock of our own: whoever has just found it idle must not take it any more.
    const taken = await ledger.table.put(
      {
        pk,
        version: (row?.version ?? 0) + 1,
        write_id: nodeCrypto().randomUUID(),
        doc: JSON.stringify(mine),
        expires_at: Math.ceil((last + KEEP_MS) / 1000),
      },
      row?.version ?? 'nothing',
    );
    if (taken) return undefined;
  }
  throw new PlatformUnavailable(`the lock on instance ${instance} changed ${RACES} times while being taken`);
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
