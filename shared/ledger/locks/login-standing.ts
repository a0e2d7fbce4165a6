/** How long things hold, in ms, and whether tries of a login that proved good are counted. */
export interface BreakerRules {
  /** For a login that proved good. */
  readonly provenMs: number;
  /** For a try of which nothing more is heard. */
  readonly tryMs: number;
  /** For a refusal. */
  readonly refusedMs: number;
  readonly counted: boolean;
}

/**
 * What is known of a login: it proved good, one run tries it for the first time, or it was refused; `tries` says until when each
 * try that has begun counts as going on. All times in epoch ms.
 */
export type Standing = (
  | { readonly state: 'good'; readonly at: number }
  | { readonly state: 'trying' | 'refused'; readonly until: number }
) & { readonly tries?: readonly number[] };

/** What a run that wants to try the login may do: enter, with its try written first where tries are counted; wait; or leave it alone. */
export type Turn =
  | { readonly may: 'enter'; readonly written?: { readonly standing: Standing; readonly until: number } }
  | { readonly may: 'wait' }
  | { readonly may: 'leave it alone' };

// The cloud locks a user after some wrong passwords in a row, five unless its administrator says otherwise.
const TRIES_AT_ONCE = 3;

/** Whose turn it is. `doubted`: the cloud no longer took what should have been good, so that one run has to prove it anew. */
export function turnAt(
  standing: Standing | undefined,
  now: number,
  { provenMs, tryMs, counted }: BreakerRules,
  doubted: boolean,
): Turn {
  if (standing?.state === 'refused' && standing.until > now) return { may: 'leave it alone' };
  const going = triesOf(standing, now);
  const until = now + tryMs;
  const tries = [...going, until];
  if (standing?.state === 'good' && isProven(standing, now, provenMs) && !doubted) {
    if (!counted) return { may: 'enter' };
    if (going.length >= TRIES_AT_ONCE) return { may: 'wait' };
    return { may: 'enter', written: { standing: { ...standing, tries }, until } };
  }
  const alone = going.length < TRIES_AT_ONCE && (standing?.state !== 'trying' || standing.until <= now);
  return alone
    ? { may: 'enter', written: { standing: { state: 'trying', until, tries }, until } }
    : { may: 'wait' };
}

/** What stands once a try (known by its `until`) has taught nothing; undefined if nothing changes. */
export function afterNothing(standing: Standing | undefined, own: number, now: number): Standing | undefined {
  if (!standing || standing.state === 'refused') return undefined;
  const tries = without(triesOf(standing, now), own);
  return standing.state === 'trying' && standing.until === own
    ? { state: 'trying', until: 0, tries }
    : { ...standing, tries };
}

/** What stands once the cloud took the login; undefined if nothing changes. A refusal stays: this answer may be from before it. */
export function afterSuccess(
  standing: Standing | undefined,
  own: number | undefined,
  now: number,
  { provenMs }: BreakerRules,
): Standing | undefined {
  if (standing?.state === 'refused' && standing.until > now) return undefined;
  if (own === undefined && isProven(standing, now, provenMs)) return undefined;
  return { state: 'good', at: now, tries: without(triesOf(standing, now), own) };
}

/** What stands once the cloud refused the login, whatever stood before. */
export const afterRefusal = (now: number, { refusedMs }: BreakerRules): Standing => ({
  state: 'refused',
  until: now + refusedMs,
});

const isProven = (standing: Standing | undefined, now: number, provenMs: number): boolean =>
  standing?.state === 'good' && Math.abs(now - standing.at) <= provenMs;

const triesOf = (standing: Standing | undefined, now: number): number[] =>
  (standing?.tries ?? []).filter((until) => until > now);

const without = (tries: readonly number[], own: number | undefined): number[] => {
  const at = own === undefined ? -1 : tries.indexOf(own);
  return at < 0 ? [...tries] : tries.toSpliced(at, 1);
};
