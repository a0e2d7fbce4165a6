import { type Entry, targetsIn } from '../ledger/entry/entry.ts';
import type { Operation } from '../terms/operation.ts';
import { dueIn } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';
import type { Request } from './requests.ts';

/** A request that the ledger still sends: the targets that wait, and those it sends again if the cloud shows nothing of them. */
export interface ToBeSent {
  readonly request: Request;
  readonly waiting: readonly string[];
  readonly perhaps: readonly string[];
}

/** What of these requests is still to be sent, the first to leave first. */
export function toBeSent(entries: readonly Entry[], operations: readonly Operation[]): ToBeSent[] {
  const all = entries.flatMap((entry): ToBeSent[] => {
    const operation = operations.find(({ name }) => name === entry.operation);
    const waiting = targetsIn(entry, 'waiting');
    const perhaps = entry.canceled ? [] : targetsIn(entry, 'submitting', 'unknown');
    return operation && waiting.length + perhaps.length > 0
      ? [{ request: { operation, entry }, waiting, perhaps }]
      : [];
  });
  return all.sort((one, other) => (one.request.entry.due_at ?? 0) - (other.request.entry.due_at ?? 0));
}

/** How many targets wait. */
export const waitingIn = (some: readonly ToBeSent[]): number => some.flatMap(({ waiting }) => waiting).length;

/** After this nothing of a request is sent any more, epoch ms: its deadline, or the start that it asks for. */
export const lastMoment = ({ deadline, terms }: Entry): number =>
  Math.min(deadline, terms.starts_at ?? deadline);

/** When a target that waits would leave, epoch ms. */
function dueOf(entry: Entry, target: string, now: number): number {
  const state = entry.targets[target];
  return Math.max(now, (state?.state === 'waiting' ? state.due : undefined) ?? entry.due_at ?? now);
}

/** Whether a target that waits is not sent any more: its time is over before it would leave. */
const isOutOfTime = (entry: Entry, target: string, now: number): boolean =>
  lastMoment(entry) < dueOf(entry, target, now);

/** When a target that waits leaves, or that it does not any more. */
export function leavesText(entry: Entry, target: string, now: number): string {
  const due = dueOf(entry, target, now);
  const last = lastMoment(entry);
  if (isOutOfTime(entry, target, now)) return `is not sent any more: its time is over at ${utc(last)}`;
  return `would leave ${dueIn(due, now)} (${utc(due)}), not after ${utc(last)}`;
}

/** Those of which something waits that is not sent any more, and would be with more time. */
export const outOfTime = (some: readonly ToBeSent[], now: number): ToBeSent[] =>
  some.filter(
    ({ request: { entry }, waiting }) =>
      (entry.terms.starts_at ?? now) >= now && waiting.some((target) => isOutOfTime(entry, target, now)),
  );
