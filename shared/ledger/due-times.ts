import type { Settings } from '../settings/settings.ts';
import { heedCancel, isForItsRollout, needsNobody } from './entry/cancel.ts';
import { type Entry, isSettled, mapTargets, outcomesOf } from './entry/entry.ts';
import { planFollowing } from './entry/following.ts';

/** Epoch ms from which a target's absence in the cloud's lists proves that its request started nothing. */
export const absentFrom = (until: number, timing: Settings['TIMING']): number =>
  until + timing.absence_margin_ms;

/**
 * Sets when the entry is due next and for what it waits: a look for unknown targets, a try for waiting ones, the lease's
 * end while one submits. Settled with anything but good news or what was called off, it is to be handed over to a person. What was accepted is
 * followed from the same write on, so that no crash forgets a job.
 */
export const schedule = (entry: Entry, now: number, timing: Settings['TIMING'], notBefore?: number): Entry =>
  planFollowing(planTries(heedCancel(entry), now, timing, notBefore), now, timing);

function planTries(entry: Entry, now: number, timing: Settings['TIMING'], notBefore?: number): Entry {
  const { due_at: _, ...rest } = entry;
  if (isSettled(entry)) {
    const outcomes = outcomesOf(entry);
    const good = outcomes.every(needsNobody) || isForItsRollout(entry.trigger, outcomes);
    if (entry.hand_over === 'done' || (good && !entry.conflicts)) return rest;
    return { ...rest, hand_over: 'pending', due_at: now + timing.hand_over_ms };
  }
  const { retry_least_ms: least, retry_most_ms: most } = timing;
  // One time for all that begins to wait now: what one call carried goes out again as one call.
  const tryAt =
    notBefore !== undefined && notBefore > now ? notBefore : now + backoff(entry.put_off, { least, most });
  const targets = mapTargets(entry, (state) =>
    state.state === 'waiting' && state.due === undefined ? { ...state, due: tryAt } : state,
  );
  const times = Object.values(targets).flatMap((state): number[] => {
    if (state.state === 'submitting') return [(entry.lease_until ?? now) + timing.look_ms];
    if (state.state === 'unknown') return [nextLook(state.until, now, timing)];
    return state.state === 'waiting' ? [state.due ?? now] : [];
  });
  const due_at = Math.max(notBefore ?? 0, Math.min(...times));
  return { ...rest, targets, due_at };
}

/** Looks come at a steady pace, one of them as soon as absence means something. */
function nextLook(until: number, now: number, timing: Settings['TIMING']): number {
  const next = now + timing.look_ms;
  const decisive = absentFrom(until, timing);
  return now < decisive && decisive < next ? decisive : next;
}

/** How long the next try waits, in milliseconds: doubling from `least` to `most`, drawn between half and full of it. */
export function backoff(triesBefore: number, { least, most }: { least: number; most: number }): number {
  const full = Math.min(most, least * 2 ** Math.min(triesBefore, 20));
  return Math.round(full / 2 + (Math.random() * full) / 2);
}
