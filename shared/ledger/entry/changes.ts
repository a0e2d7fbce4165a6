import type { Outcome } from '../../terms/outcome.ts';
import type { Seen } from '../../terms/preflight.ts';
import { doubtOf, type Entry, mapTargets, revivable, type TargetState } from './entry.ts';
import { note, noteOutcomes } from './history.ts';
import { learn } from './learn.ts';

/** Marks `targets` as submitting by `owner`, right before the call; their work has to have ended by `ends_by`. Times in epoch ms. */
export function claim(
  entry: Entry,
  targets: readonly string[],
  {
    owner,
    now,
    lease_until,
    ends_by,
  }: { owner: string; now: number; lease_until: number; ends_by?: number | undefined },
): Entry {
  const claimed = new Set(targets);
  const { ends_by: _, ...terms } = entry.terms;
  return {
    ...note(entry, now, { what: 'claimed', targets }),
    owner,
    lease_until,
    claimed_at: now,
    terms: { ...terms, ...(ends_by !== undefined && { ends_by }) },
    tries: entry.tries + 1,
    targets: mapTargets(entry, (state, target) =>
      claimed.has(target)
        ? { state: 'submitting', since: now, until: lease_until, ...doubtOf(state) }
        : state,
    ),
  };
}

/**
 * Keeps what was seen right before the call, and nothing that was seen before earlier ones. Only what was seen before a try
 * that may have begun stays the baseline: a later look might show that try's own work.
 */
export function withSeen(
  { baselines: before, unchecked: left, ...entry }: Entry,
  { looked, stopped, until, baselines, unchecked }: Seen,
  { owner, now }: { owner: string; now: number },
): Entry {
  const stays = (target: string) => {
    const state = entry.targets[target];
    return state && doubtOf(state).doubt !== undefined && before?.[target] !== undefined;
  };
  const shown = renewed(
    before,
    baselines,
    looked.filter((target) => !stays(target)),
  );
  const unread = renewed(left, unchecked, looked);
  const noted = {
    ...entry,
    owner,
    ...(Object.keys(shown).length > 0 && { baselines: shown }),
    ...(Object.keys(unread).length > 0 && { unchecked: unread }),
  };
  const delayed = stopped.some(({ target, retry }) => retry === true && until[target] === undefined);
  const learned = learn(noted, { owner, outcomes: stopped, since: now, until: now });
  const targets = mapTargets(learned, (state, target) =>
    state.state === 'waiting' && until[target] !== undefined ? { ...state, due: until[target] } : state,
  );
  return {
    ...noteOutcomes({ ...learned, targets }, now, stopped, { what: 'checked' }),
    put_off: delayed ? entry.put_off + 1 : entry.put_off,
  };
}

/** The old values, those of `keys` replaced by the fresh ones or dropped. */
function renewed<Value>(
  old: Readonly<Record<string, Value>> = {},
  fresh: Readonly<Record<string, Value>>,
  keys: readonly string[],
): Readonly<Record<string, Value>> {
  const both = { ...old, ...Object.fromEntries(keys.map((key) => [key, fresh[key]])) };
  return Object.fromEntries(
    Object.entries(both).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Puts `targets` that wait, or whose claimed request never left, back to waiting; what they waited for before stays known. */
export const putBack = (
  entry: Entry,
  targets: readonly string[],
  outcomeOf: (target: string) => Outcome,
): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) =>
    targets.includes(target) && (state.state === 'waiting' || state.state === 'submitting')
      ? { state: 'waiting', outcome: outcomeOf(target), ...doubtOf(state) }
      : state,
  ),
});

/** Ends every target that is still to be sent: it never will be. On demand those too that nobody will look for any more. */
export const giveUp = (
  entry: Entry,
  outcomeOf: (target: string) => Outcome,
  more?: 'and unknown',
): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, target) => {
    if (state.state === 'unknown') return more ? { state: 'done', outcomes: [state.outcome] } : state;
    if (state.state === 'done') return state;
    return { state: 'done', outcomes: [state.undecided ?? outcomeOf(target)] };
  }),
});

/** What a look into the cloud taught of a target whose outcome was unknown. */
export const afterLook = (entry: Entry, target: string, after: TargetState): Entry => ({
  ...entry,
  targets: mapTargets(entry, (state, one) => (one === target && state.state === 'unknown' ? after : state)),
});

/** A person decided that what stayed unknown is sent again; what is not known of the first try stays on record. */
export const reopened = ({
  due_at: _,
  hand_over: __,
  settled_at: ___,
  canceled: ____,
  ...entry
}: Entry): Entry => ({
  ...entry,
  targets: mapTargets({ ...entry }, (state) => {
    if (state.state === 'unknown') return { state: 'waiting', doubt: state.since, undecided: state.outcome };
    const undecided =
      state.state === 'done' ? state.outcomes.find(({ verdict }) => verdict === 'unknown') : undefined;
    const nothingElse =
      state.state === 'done' && state.outcomes.every(({ verdict }) => verdict === 'unknown');
    return undecided && nothingElse
      ? { state: 'waiting', doubt: entry.claimed_at ?? entry.triggered_at, undecided }
      : state;
  }),
});

/**
 * A person gave the request more time, as much as it had and at least so many ms, from now on: what had expired waits
 * again.
 */
export function extended(whole: Entry, now: number, least: number): Entry {
  const { due_at: _, expired, hand_over, settled_at, ...entry } = whole;
  const back = revivable(whole);
  return {
    ...entry,
    ...(settled_at !== undefined && !expired && { settled_at }),
    ...(hand_over && !expired && { hand_over }),
    deadline: now + Math.max(entry.deadline - entry.triggered_at, least),
    targets: mapTargets(whole, (state, target) => (back.includes(target) ? { state: 'waiting' } : state)),
  };
}
