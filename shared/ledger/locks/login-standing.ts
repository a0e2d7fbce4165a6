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

/** What is known of a login: it proved good, one run tries it for the first time, or it was refused. All times in epoch ms. */
export type Standing = (
  | { readonly state: 'good'; readonly at: number }
  | { readonly state: 'trying' | 'refused'; readonly until: number }
) &
  Noted;

interface Noted {
  /** Until when each try that has begun counts as going on. */
  readonly tries?: readonly number[];
  /** The projects for which alone it was refused, and until when they are left alone. */
  readonly projects?: Readonly<Record<string, number>>;
}

/** What a run that wants to try the login may do: enter, with its try written first where tries are counted; wait; or leave it alone. */
export type Turn =
  | { readonly may: 'enter'; readonly written?: { readonly standing: Standing; readonly until: number } }
  | { readonly may: 'wait' }
  | { readonly may: 'leave it alone'; readonly until: number; readonly for: 'login' | 'project' };

/** A run's try of a login for a project, and the time, epoch ms; `own` is until when its try counts as going on, if it is counted. */
export interface Try {
  readonly project_id: string;
  readonly own: number | undefined;
  readonly now: number;
}

// Too many failed logins lock a user: 5, or 3 to 10 as the administrator sets it
// (https://support.huaweicloud.com/intl/en-us/usermanual-iam5/iam_01_1172.html).
const TRIES_AT_ONCE = 2;

/** Whose turn it is. `doubted`: the cloud no longer took what should have been good, so that one run has to prove it anew. */
export function turnOf(
  standing: Standing | undefined,
  { project_id, now }: Omit<Try, 'own'>,
  { provenMs, tryMs, counted }: BreakerRules,
  doubted: boolean,
): Turn {
  const noted = notedIn(standing, now);
  const forProject = noted.projects?.[project_id];
  if (forProject !== undefined) return { may: 'leave it alone', until: forProject, for: 'project' };
  const refused = refusedUntil(standing, now);
  if (refused !== undefined) return { may: 'leave it alone', until: refused, for: 'login' };
  const until = now + tryMs;
  const tries = [...(noted.tries ?? []), until];
  const room = tries.length <= TRIES_AT_ONCE;
  if (standing?.state === 'good' && isFresh(standing.at, now, provenMs) && !doubted) {
    if (!counted) return { may: 'enter' };
    return room
      ? { may: 'enter', written: { standing: { state: 'good', at: standing.at, ...noted, tries }, until } }
      : { may: 'wait' };
  }
  const alone = standing?.state !== 'trying' || standing.until <= now;
  return room && alone
    ? { may: 'enter', written: { standing: { state: 'trying', until, ...noted, tries }, until } }
    : { may: 'wait' };
}

/** What stands once a try has taught nothing. */
export function afterNothing(standing: Standing | undefined, { own, now }: Try): Standing {
  const noted = notedIn(standing, now, own);
  if (standing?.state === 'good') return { state: 'good', at: standing.at, ...noted };
  const { state, until } = standing ?? { state: 'trying', until: 0 };
  return { state, until: state === 'trying' && until === own ? 0 : until, ...noted };
}

/** What stands once the cloud took the login; undefined if nothing changes. A refusal stays: this answer may be from before it. */
export function afterSuccess(
  standing: Standing | undefined,
  { own, now }: Try,
  { provenMs }: BreakerRules,
): Standing | undefined {
  if (refusedUntil(standing, now) !== undefined) return undefined;
  if (own === undefined && standing?.state === 'good' && isFresh(standing.at, now, provenMs))
    return undefined;
  return { state: 'good', at: now, ...notedIn(standing, now, own) };
}

/** What stands once the cloud refused the login, whatever stood before. */
export const afterRefusal = (
  standing: Standing | undefined,
  { own, now }: Try,
  { refusedMs }: BreakerRules,
): Standing => ({ state: 'refused', until: now + refusedMs, ...notedIn(standing, now, own) });

/** What stands once the cloud refused the login for the project alone. */
export function afterProjectRefusal(
  standing: Standing | undefined,
  about: Try,
  { refusedMs }: BreakerRules,
): Standing {
  const { projects, ...rest } = afterNothing(standing, about);
  return { ...rest, projects: { ...projects, [about.project_id]: about.now + refusedMs } };
}

const isFresh = (at: number, now: number, provenMs: number): boolean => Math.abs(now - at) <= provenMs;

const refusedUntil = (standing: Standing | undefined, now: number): number | undefined =>
  standing?.state === 'refused' && standing.until > now ? standing.until : undefined;

/** What is noted and still holds, without one's own try. */
function notedIn({ tries = [], projects = {} }: Noted = {}, now: number, own?: number): Noted {
  const going = tries.filter((until) => until > now);
  const mine = own === undefined ? -1 : going.indexOf(own);
  const others = mine < 0 ? going : going.toSpliced(mine, 1);
  const refused = Object.entries(projects).filter(([, until]) => until > now);
  return {
    ...(others.length > 0 && { tries: others }),
    ...(refused.length > 0 && { projects: Object.fromEntries(refused) }),
  };
}
