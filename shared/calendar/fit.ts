import type { Frozen } from './in-place.ts';
import type { Interval } from './interval.ts';
import { openingAmong } from './opening.ts';
import type { Window } from './window.ts';

/** Work that is to be sent. Times in epoch ms. */
export interface Work {
  /** When it may be sent at the earliest. */
  readonly from: number;
  /** When the cloud starts it; absent where that is once it is sent. Then both moments are judged. */
  readonly starts_at?: number | undefined;
  /** How long it is expected to last, ms. */
  readonly lasts: number;
}

/** Whether a freeze holds at a start, or at some moment of the length (ms) that follows. */
const reaches =
  (start: number, length: number) =>
  ({ from, to }: Interval): boolean =>
    start < to && (from <= start || from < start + length);

/** The freezes that hold while work is sent, or at some moment of it. */
export const touched = (freezes: readonly Frozen[], { from, starts_at = from, lasts }: Work): Frozen[] =>
  freezes.filter((freeze) => reaches(from, 0)(freeze) || reaches(starts_at, lasts)(freeze));

/** The freeze that work would touch first, and from when on it could be sent without touching any; *never* where its start is fixed. */
export interface Touched {
  readonly freeze: Frozen;
  readonly free_at: number | 'never';
}

/** What keeps work from being sent at once, out of freezes in the order of their beginning; undefined for nothing. */
export function touches(freezes: readonly Frozen[], { from, starts_at, lasts }: Work): Touched | undefined {
  const firstAt = (start: number, length: number) => freezes.find(reaches(start, length));
  const atStart = starts_at === undefined ? undefined : firstAt(starts_at, lasts);
  if (atStart) return { freeze: atStart, free_at: 'never' };
  const length = starts_at === undefined ? lasts : 0;
  const first = firstAt(from, length);
  if (!first) return undefined;
  let free_at = from;
  for (let next: Frozen | undefined = first; next; next = firstAt(free_at, length)) free_at = next.to;
  return { freeze: first, free_at: starts_at !== undefined && starts_at <= free_at ? 'never' : free_at };
}

/** When work can be sent so that it ends inside an opening, and the end of that. */
export interface Fit {
  readonly at: number;
  readonly closes: number | 'never';
}

/** When work first fits into what windows leave open between freezes; undefined where it does not up to a time (epoch ms). */
export function firstFit(
  windows: readonly Window[],
  freezes: readonly Interval[],
  { from, starts_at, lasts }: Work,
  until: number,
): Fit | undefined {
  const opening = (at: number) => openingAmong(windows, freezes, at);
  const ends = ({ closes = 'never' }: { closes?: number | 'never' }, start: number) =>
    closes === 'never' || start + lasts <= closes;
  if (starts_at !== undefined) {
    const [start, sending] = [opening(starts_at), opening(from)];
    const at = sending.open ? from : (sending.next ?? 'never');
    if (!start.open || !ends(start, starts_at) || at === 'never') return undefined;
    if (at >= starts_at || at > until) return undefined;
    return { at, closes: start.closes ?? 'never' };
  }
  let at = from;
  while (at <= until) {
    const now = opening(at);
    if (now.open && ends(now, at)) return { at, closes: now.closes ?? 'never' };
    const next = now.open ? now.closes : now.next;
    if (next === undefined || next === 'never') return undefined;
    at = next;
  }
  return undefined;
}
