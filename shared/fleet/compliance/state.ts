import type { Offer } from '../../terms/offer.ts';
import { parseDuration } from '../../values/time/duration.ts';
import { compareVersions } from '../../values/versions.ts';
import type { Fleet, Taking } from '../fleet.ts';
import { allOf, anyOf, cannotTell, type Match, matchIf, NO, not } from '../selectors/match.ts';

/** What an operation offers a target. */
export interface Offered {
  readonly operation: string;
  readonly offer: Offer;
}

/** A fleet, and whether the target is in it. */
export interface Membership {
  readonly name: string;
  readonly fleet: Fleet;
  readonly match: Match;
}

/** What is known of an instance or proxy; times in epoch ms. */
export interface Known {
  readonly read_at: number;
  /** What every operation says of it that offers anything. */
  readonly offered: readonly Offered[];
  /** When each offered version was first seen; where the cloud names none, what stands in its place. */
  readonly first_seen: Readonly<Record<string, number>>;
  /** When work on it last ended well, as the ledger has it. */
  readonly changed_at?: number | undefined;
  /** The fleets that it is in or may be in. */
  readonly fleets: readonly Membership[];
  /** Why nothing could be read of it, if so. */
  readonly unread?: string | undefined;
}

/** How current a target is. `not_known` is what cannot be told, and never counts as up to date. */
export type State = 'up_to_date' | 'due' | 'overdue' | 'not_known';

/** The state of a target, what is offered since when (epoch ms), and why its state is not known. */
export interface Judged {
  readonly state: State;
  readonly since?: number;
  readonly why: readonly string[];
}

/** How current a target is at a time (epoch ms). */
export function stateOf(known: Known, now: number): Judged {
  const waiting = waitingFor(known, now);
  const [due, overdue] = [anyOf(waiting.map((one) => one.due)), anyOf(waiting.map((one) => one.overdue))];
  const since = waiting.flatMap((one) =>
    one.due.is === 'yes' && one.since !== undefined ? [one.since] : [],
  );
  const judged = (state: State, why: readonly string[] = []): Judged => ({
    state,
    ...(since.length > 0 && { since: Math.min(...since) }),
    why,
  });
  if (overdue.is === 'yes') return judged('overdue');
  if (due.is === 'no') return judged('up_to_date');
  const open = [due, overdue].flatMap((match) => (match.is === 'cannot_tell' ? match.why : []));
  return open.length > 0 ? judged('not_known', [...new Set(open)]) : judged('due');
}

/** From when on a target is overdue if nothing changes, epoch ms; undefined where it never is. */
export function overdueFrom(known: Known): number | undefined {
  const patience = known.fleets.flatMap(({ fleet: { overdue } }) => parseDuration(overdue ?? '') ?? []);
  const moments = Object.values(known.first_seen).flatMap((since) => patience.map((ms) => since + ms + 1));
  return moments.sort((one, other) => one - other).find((at) => stateOf(known, at).state === 'overdue');
}

/** Something newer that a target may wait for: whether it does, whether for too long, and since when. */
interface Waiting {
  readonly due: Match;
  readonly overdue: Match;
  readonly since?: number | undefined;
}

const unclear = (why: string): Waiting => ({ due: cannotTell(why), overdue: cannotTell(why) });

function waitingFor(known: Known, now: number): Waiting[] {
  const { unread, changed_at, read_at, offered } = known;
  if (unread !== undefined) return [unclear(unread)];
  if (changed_at !== undefined && changed_at >= read_at) return [unclear('it changed after it was read')];
  if (offered.length === 0) return [unclear('nothing shows what it could get')];
  return offered.flatMap(({ operation, offer }) => {
    if (offer.patch === undefined) {
      return [unclear(`not read: ${offer.unread.join(', ') || 'whether something newer waits'}`)];
    }
    if (!offer.patch) return [];
    return versionsOf(offer).map((version) => {
      const since = known.first_seen[version];
      const due = isWanted(operation, version, known.fleets);
      return { due, since, overdue: allOf([due, isOver(version, since, known.fleets, now)]) };
    });
  });
}

/** What stands for the versions of an offer that names none. */
const UNNAMED = 'something newer';

/** The versions that an offer names, or what stands for them. */
export const versionsOf = ({ available = UNNAMED }: Pick<Offer, 'available'>): string[] =>
  available
    .split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');

/** What a fleet that says nothing of an operation would have: nobody decided against a version. */
const ANY = { versions: 'latest', never: [] } as const;

const lists = (versions: readonly string[], version: string): boolean =>
  versions.some((one) => compareVersions(one, version) === 0);

/** Whether a version counts: somebody's fleet brings it, or it is in none that says what it wants. */
function isWanted(operation: string, version: string, fleets: readonly Membership[]): Match {
  const wanted = fleets.map(({ fleet: { take }, match }) => {
    const { versions, never }: Pick<Taking, 'versions' | 'never'> = take[operation] ?? ANY;
    const takes = !lists(never, version) && (versions === 'latest' || lists(versions, version));
    return allOf([match, matchIf(takes)]);
  });
  const inNone = allOf(fleets.map(({ match }) => not(match)));
  return anyOf([inNone, ...wanted]);
}

/** Whether a version has been offered for longer than one of the target's fleets lets pass. */
function isOver(
  version: string,
  since: number | undefined,
  fleets: readonly Membership[],
  now: number,
): Match {
  const over = fleets.map(({ fleet: { overdue }, match }) => {
    if (overdue === undefined) return NO;
    if (since === undefined) return allOf([match, cannotTell(`not known: since when ${version} is offered`)]);
    return allOf([match, matchIf(now - since > (parseDuration(overdue) ?? 0))]);
  });
  return anyOf(over);
}
