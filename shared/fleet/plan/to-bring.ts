import { parseDuration } from '../../values/time/duration.ts';
import { howLong } from '../../values/time/how-long.ts';
import { compareVersions, isVersion } from '../../values/versions.ts';
import { versionsOf } from '../compliance/state.ts';
import type { Taking } from '../fleet.ts';
import type { KeptOffer, TargetRow } from '../survey/rows.ts';
import { type Left, left } from './left-out.ts';

/** What a target gets, versions joined by commas, and since when (epoch ms) all of it has been offered. */
export interface Brought {
  readonly to: string;
  readonly since: number;
}

type Offered = Pick<KeptOffer, 'available' | 'patch' | 'unread'>;

/**
 * What of an offer a fleet brings at a time (epoch ms): all versions up to the newest that it allows. None comes before it has been
 * offered for as long as the fleet wants, not even together with a newer one. What names no version comes whole.
 */
export function toBring(
  offer: Offered,
  first_offered: TargetRow['first_offered'],
  taking: Taking,
  now: number,
): Brought | Left {
  const { patch, available, unread } = offer;
  if (patch === undefined) {
    return left('not_known', `not read: ${unread.join(', ') || 'whether something newer waits'}`);
  }
  if (!patch) return left('up_to_date');
  if (available === undefined) return left('not_known', 'something newer waits, and nobody says what');
  const offered = versionsOf({ available });
  const named = offered.every(isVersion);
  if (!named && offered.length > 1) return left('not_known', `${available} are not all versions`);
  if (named) offered.sort(compareVersions);
  const allowed = offered.filter((version) => !lists(taking.never, version));
  if (allowed.length === 0) return left('never', `${offered.join(', ')} is never brought`);
  const { versions } = taking;
  const wanted = versions === 'latest' ? allowed : allowed.filter((version) => lists(versions, version));
  if (wanted.length === 0) return left('not_listed', `offered is ${allowed.join(', ')}`);
  return upTo(wanted, first_offered, taking.min_age, now);
}

const lists = (versions: readonly string[], version: string): boolean =>
  isVersion(version) && versions.some((one) => compareVersions(one, version) === 0);

function upTo(
  wanted: readonly string[],
  first_offered: TargetRow['first_offered'],
  min_age: string,
  now: number,
): Brought | Left {
  const wait = parseDuration(min_age) ?? Number.POSITIVE_INFINITY;
  // A plan that waited for its survey counts by the time when it was asked for: what came since is new, and no younger than that.
  const ageOf = (since: number) => Math.max(0, now - since);
  const isOld = (version: string) => {
    const since = first_offered[version];
    return since !== undefined && ageOf(since) >= wait;
  };
  const young = wanted.findIndex((version) => !isOld(version));
  const ripe = young < 0 ? wanted : wanted.slice(0, young);
  if (ripe.length > 0) {
    return { to: ripe.join(','), since: Math.max(...ripe.map((version) => first_offered[version] ?? now)) };
  }
  const [first = ''] = wanted;
  const since = first_offered[first];
  if (since === undefined) return left('age_unknown', `it is not known since when ${first} is offered`);
  return left('too_young', `${first} is ${howLong(ageOf(since))} old, and is to be ${howLong(wait)}`);
}
