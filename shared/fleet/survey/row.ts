import { isVersion } from '../../values/versions.ts';
import { type Membership, overdueFrom, versionsOf } from '../compliance/state.ts';
import type { Draft } from './draft.ts';
import type { TargetRow } from './rows.ts';

/** What the ledger says of a target: how the last job on it ended, and when one last ended well. */
export type LastEnds = Pick<TargetRow, 'last_result' | 'last_success_at'>;

/** What a row is made of beside what was read. */
export interface Known {
  /** The row as it stands; that of a target which is gone tells nothing of the one that is back. */
  readonly before: TargetRow | undefined;
  /** Since when each offered version has been seen. */
  readonly seen: ReadonlyMap<string, number>;
  readonly ends: LastEnds;
  readonly holdTags: readonly string[];
}

/** The versions by name that wait for a target. */
export const namedVersions = ({ offered }: Draft): string[] =>
  offered.flatMap((offer) => (offer.patch ? versionsOf(offer).filter(isVersion) : []));

/** The row of what was read at a time (epoch ms). What could not be read now keeps what was known of when it began. */
export function rowOf(draft: Draft, { before, seen, ends, holdTags }: Known, now: number): TargetRow {
  const known = before?.gone_at === undefined ? before : undefined;
  const holds = holdsOf(draft, known, holdTags, now);
  return {
    ...draft,
    first_offered: firstOffered(draft, known, seen, now),
    ...(Object.keys(holds).length > 0 && { holds }),
    ...ends,
  };
}

function firstOffered(
  { offered }: Draft,
  before: TargetRow | undefined,
  seen: ReadonlyMap<string, number>,
  now: number,
): TargetRow['first_offered'] {
  const unread = offered.some(({ patch }) => patch === undefined);
  const waiting = offered.flatMap((offer) => (offer.patch ? versionsOf(offer) : []));
  const since = waiting.flatMap((version): [string, number][] => {
    if (!isVersion(version)) return [[version, before?.first_offered[version] ?? now]];
    const at = seen.get(version);
    return at === undefined ? [] : [[version, at]];
  });
  const all = { ...(unread && before?.first_offered), ...Object.fromEntries(since) };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A hold counts from when its tag was first seen there, whatever date stands in it since. */
function holdsOf(
  { tags, unread }: Draft,
  before: TargetRow | undefined,
  holdTags: readonly string[],
  now: number,
): NonNullable<TargetRow['holds']> {
  const whole = tags !== undefined && !unread.includes('tags');
  const held = holdTags.toSorted().flatMap((tag) => {
    const [value, old] = [tags?.[tag], before?.holds?.[tag]];
    if (value !== undefined) return [[tag, { value, first_seen: old?.first_seen ?? now }] as const];
    return old && !whole ? [[tag, old] as const] : [];
  });
  return Object.fromEntries(held);
}

/** From when on a target is overdue if nothing changes, epoch ms; undefined where it never is. */
export const overdueSince = (
  { offered, first_offered, last_success_at }: TargetRow,
  fleets: readonly Membership[],
  now: number,
): number | undefined =>
  overdueFrom({
    read_at: now,
    offered: offered.map(({ operation, ...offer }) => ({ operation, offer: { target: '', ...offer } })),
    first_seen: first_offered,
    changed_at: last_success_at,
    fleets,
  });

/** The row of a target that nobody shows any more. */
export const goneRow = (row: TargetRow, now: number): TargetRow => ({ ...row, gone_at: now });

// DynamoDB holds 400 KB an item, keys and indexes included.
const MOST_BYTES = 300_000;

/** What is longer than an item may be is kept by its id alone, and says that it could not be read. */
export function fitted(row: TargetRow): TargetRow {
  if (Buffer.byteLength(JSON.stringify(row)) <= MOST_BYTES) return row;
  const { service, region, project, target, instance, first_offered, holds } = row;
  return {
    service,
    region,
    project,
    target,
    ...(instance !== undefined && { instance }),
    unread: ['instance'],
    offered: [],
    first_offered,
    ...(holds && { holds }),
  };
}
