import type { Instance } from '../../huawei/services/instance.ts';
import { howLong } from '../../values/time/how-long.ts';
import type { Fleets } from '../fleet.ts';
import { cannotTell } from '../selectors/match.ts';
import { selects } from '../selectors/selector.ts';
import type { Kept } from '../survey/kept.ts';
import type { TargetRow } from '../survey/rows.ts';
import { readTimes, STALE_MS } from './coverage.ts';
import { type Described, describe } from './described.ts';
import { type Known, type Membership, overdueFrom, stateOf } from './state.ts';
import type { JudgedTarget } from './summary.ts';

/** A target as it was judged. */
export interface ReportedTarget extends Described, JudgedTarget {}

/** A target that is not listed any more. */
export interface GoneTarget extends Described {
  readonly gone_at: number;
}

/** The targets that a survey keeps, each judged by the fleets at a time (epoch ms), and those that are gone. */
export function judgedRows(kept: Kept, fleets: Fleets, now: number): (ReportedTarget | GoneTarget)[] {
  const times = readTimes(kept);
  const rows = new Map(kept.rows.map((row) => [row.target, row]));
  return kept.rows.filter(isTarget(kept.rows)).map((row) => {
    const { target, instance: owning = target } = row;
    return judgedRow({ row, ofInstance: rows.get(owning), read_at: times.get(target) }, fleets, now);
  });
}

/** A row, that of its instance where it is known, and when the target was read last (epoch ms). */
export interface ReadRow {
  readonly row: TargetRow;
  readonly ofInstance: TargetRow | undefined;
  readonly read_at: number | undefined;
}

/** A row as the fleets judge it at a time (epoch ms). */
export function judgedRow(read: ReadRow, fleets: Fleets, now: number): ReportedTarget | GoneTarget {
  const { row, ofInstance, read_at } = read;
  const memberships = membershipsOf(ofInstance, fleets);
  const described = describe(row, ofInstance ?? row, memberships, read_at, now);
  if (row.gone_at !== undefined) return { ...described, gone_at: row.gone_at };
  const judged = stateOf(knownOf(read, memberships, now), now);
  return { ...described, ...judged, fleets: memberships.map(({ name, match }) => ({ name, match })) };
}

/** From when on a target is overdue if nothing changes and it is read again, epoch ms; undefined where it never is. */
export const overdueOf = (read: ReadRow, fleets: Fleets, now: number): number | undefined =>
  overdueFrom(knownOf(read, membershipsOf(read.ofInstance, fleets), now));

const knownOf = (
  { row: { target, offered, first_offered, last_success_at }, read_at }: ReadRow,
  fleets: readonly Membership[],
  now: number,
): Known => ({
  read_at: read_at ?? 0,
  offered: offered.map(({ operation, ...offer }) => ({ operation, offer: { target, ...offer } })),
  first_seen: first_offered,
  changed_at: last_success_at,
  fleets,
  unread: whyUnread(read_at, now),
});

/** An instance that is offered nothing itself is told by its proxies, where it has any: they are what an operation names. */
function isTarget(rows: readonly TargetRow[]): (row: TargetRow) => boolean {
  const listed = rows.filter(({ gone_at }) => gone_at === undefined);
  const owning = new Set(listed.flatMap(({ instance }) => instance ?? []));
  return ({ target, offered, gone_at }) => gone_at !== undefined || offered.length > 0 || !owning.has(target);
}

function whyUnread(read_at: number | undefined, now: number): string | undefined {
  if (read_at === undefined) return 'no survey has read it to its end';
  return now - read_at > STALE_MS ? `it was read ${howLong(now - read_at)} ago` : undefined;
}

const NO_INSTANCE = cannotTell('its instance is not known');

/** The fleets that an instance is in, or may be in. */
function membershipsOf(row: TargetRow | undefined, fleets: Fleets): Membership[] {
  return Object.entries(fleets).flatMap(([name, fleet]) => {
    const match = row ? selects(fleet.select, surveyed(row)) : NO_INSTANCE;
    return match.is === 'no' ? [] : [{ name, fleet, match }];
  });
}

const surveyed = ({ service, region, project, target: id, ...row }: TargetRow) => ({
  service,
  place: { region, project },
  instance: { ...row, id } satisfies Instance,
});
