import { PlatformUnavailable } from '../../terms/errors.ts';
import type { Listed } from '../../terms/offer.ts';
import { atOnce } from '../../values/chunks.ts';
import type { Membership } from '../compliance/state.ts';
import { selects } from '../selectors/selector.ts';
import { askedTagsOf, holdTagsOf } from './asked-tags.ts';
import { type Draft, draftsOf, type Told } from './draft.ts';
import { lastEnds } from './last-ends.ts';
import { fitted, type LastEnds, namedVersions, overdueSince, rowOf } from './row.ts';
import type { Row } from './store.ts';
import type { Work } from './work.ts';

const AT_ONCE = 5;

/** An instance of the list, and what every operation offers it. */
export interface Shown {
  readonly listed: Listed;
  readonly told: readonly Told[];
}

/** Asks what every operation of the service offers an instance. Throws where the cloud throttles, or no time is left. */
export async function show({ survey, plan, reader }: Work, listed: Listed): Promise<Shown> {
  const { all } = reader();
  const told: Told[] = [];
  for (const { operation, offers } of plan.offering) {
    if (!offers || operation.service !== survey.service) continue;
    told.push({ operation: operation.name, offers: await offers(listed, all, Date.now()) });
  }
  return { listed, told };
}

/** Whether the proxies of an instance are all among what was told of it. */
export const showsAllProxies = ({ told }: Shown): boolean =>
  !told.some(({ offers }) => offers.some(({ unread }) => unread.includes('proxies')));

/** Writes what has changed of these instances and their proxies; all that was read of them. Throws `PlatformUnavailable`. */
export async function keep(work: Work, shown: readonly Shown[]): Promise<readonly Draft[]> {
  const { survey, plan, store, tally } = work;
  const { service, region, project } = survey;
  const [askedTags, holdTags] = [askedTagsOf(plan), holdTagsOf(plan.fleets)];
  const read = shown.map(({ listed: { instance }, told }) => ({
    drafts: draftsOf(survey, instance, told, askedTags),
    fleets: Object.entries(plan.fleets).map(
      ([name, fleet]): Membership => ({
        name,
        fleet,
        match: selects(fleet.select, { service, place: { region, project }, instance }),
      }),
    ),
  }));
  const drafts = read.flatMap((one) => one.drafts);
  const before = await store.rows(drafts.map(({ target }) => target));
  const now = Date.now();
  const seen = await seenOf(work, drafts, now);
  const made = read.flatMap(({ drafts, fleets }) => drafts.map((draft) => ({ draft, fleets })));
  const rows = await atOnce(AT_ONCE, made, async ({ draft, fleets }): Promise<Row> => {
    const standing = before.get(draft.target)?.row;
    const ends = await endsOf(work, draft, standing, now);
    const of = { before: standing, seen: seen.get(engineOf(draft)) ?? new Map(), ends, holdTags };
    const row = fitted(rowOf(draft, of, now));
    return { row, overdue_since: overdueSince(row, fleets, now) };
  });
  const changed = rows.filter((row) => !isSame(row, before.get(row.row.target)));
  await store.putRows(changed);
  tally.met += shown.length;
  tally.changed += changed.length;
  return drafts;
}

const isSame = (one: Row, other: Row | undefined): boolean =>
  other !== undefined &&
  one.overdue_since === other.overdue_since &&
  JSON.stringify(one.row) === JSON.stringify(other.row);

const engineOf = ({ engine = '' }: Draft): string => (/^[\w-]{1,64}$/.test(engine) ? engine : 'other');

/** Since when the versions that wait have been seen, by engine. */
async function seenOf({ store }: Work, drafts: readonly Draft[], now: number) {
  const seen = new Map<string, Map<string, number>>();
  for (const [engine, own] of Map.groupBy(drafts, engineOf)) {
    seen.set(engine, await store.seen(engine, [...new Set(own.flatMap(namedVersions))], now));
  }
  return seen;
}

/** A ledger that does not answer leaves the row what it knows. */
async function endsOf(
  { plan: { ledger, offering }, survey: { project }, failures }: Work,
  { target }: Draft,
  before: Row['row'] | undefined,
  now: number,
): Promise<LastEnds> {
  const { last_result, last_success_at } = before ?? {};
  const known = {
    ...(last_result && { last_result }),
    ...(last_success_at !== undefined && { last_success_at }),
  };
  if (!ledger) return known;
  const operations = offering.map(({ operation }) => operation.name);
  try {
    return await lastEnds(ledger, target, { operations, project }, known, now);
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    failures.add(error.message);
    return known;
  }
}
