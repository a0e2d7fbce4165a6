import type { Instance } from '../../huawei/services/instance.ts';
import { howLong } from '../../values/time/how-long.ts';
import type { Fleet, Fleets } from '../fleet.ts';
import { type Hold, holdOf, USUAL_HOLD } from '../holds.ts';
import { cannotTell } from '../selectors/match.ts';
import { selects } from '../selectors/selector.ts';
import type { Kept } from '../survey/kept.ts';
import type { Survey, TargetRow } from '../survey/rows.ts';
import { type Coverage, coverageOf, readTimes, STALE_MS } from './coverage.ts';
import { type Membership, type State, stateOf } from './state.ts';
import { type JudgedTarget, type Summary, summaryOf } from './summary.ts';

/** What people see of an instance or proxy besides its state; what is absent was not shown. Times in epoch ms. */
export interface Described
  extends Survey,
    Pick<TargetRow, 'target' | 'instance' | 'name' | 'engine' | 'last_result'> {
  /** Of a proxy: what its instance is called. */
  readonly instance_name?: string;
  /** The value of the tag by which its fleet names owners. */
  readonly owner?: string;
  readonly current?: string;
  /** What it is offered, versions separated by commas. */
  readonly available?: string;
  readonly read_at?: number;
  readonly holds: readonly Hold[];
}

/** A target as it was judged. */
export interface ReportedTarget extends Described, JudgedTarget {}

/** A target that is not listed any more. */
export interface GoneTarget extends Described {
  readonly gone_at: number;
}

/** How current everything is that the surveys know of, and what they do not know. Times in epoch ms. */
export interface FleetReport {
  readonly at: number;
  /** The oldest of what is told. */
  readonly read_at?: number;
  readonly surveys: readonly Coverage[];
  /** What a person has to look at first. */
  readonly targets: readonly ReportedTarget[];
  readonly gone: readonly GoneTarget[];
  readonly summary: Summary;
}

/** Judges what the surveys keep, by the fleets, at a time (epoch ms). */
export function fleetReport(all: readonly Kept[], fleets: Fleets, now: number): FleetReport {
  const surveys = withNowhere(all.map((kept) => coverageOf(kept, now)));
  const rows = all.flatMap((kept) => judgedRows(kept, fleets, now));
  const targets = rows.filter((row) => 'state' in row).toSorted(worstFirst);
  const gone = rows.filter((row) => 'gone_at' in row).toSorted((one, other) => other.gone_at - one.gone_at);
  const reads = surveys.flatMap(({ read_at }) => read_at ?? []);
  return {
    at: now,
    ...(reads.length > 0 && { read_at: Math.min(...reads) }),
    surveys,
    targets,
    gone,
    summary: summaryOf(targets, Object.keys(fleets)),
  };
}

/** Only what is, or may be, in one fleet. */
export function ofFleet(report: FleetReport, name: string, { select: { places } }: Fleet): FleetReport {
  const targets = report.targets.filter(({ fleets }) => fleets.some((one) => one.name === name));
  const inPlaces = ({ region, project }: Survey) =>
    places === undefined || places.some((place) => place.region === region && place.project === project);
  return {
    ...report,
    surveys: report.surveys.filter(inPlaces),
    targets,
    gone: report.gone.filter(inPlaces),
    summary: summaryOf(targets, [name]),
  };
}

/** Whether nobody can tell of something how current it is, or what else there is. */
export const hasUnknown = ({ targets, surveys }: FleetReport): boolean =>
  surveys.length === 0 ||
  targets.some(({ state }) => state === 'not_known') ||
  surveys.some(({ gaps }) => gaps.length > 0);

/** Whether something has been due for longer than its fleet lets pass. */
export const hasOverdue = ({ targets }: FleetReport): boolean =>
  targets.some(({ state }) => state === 'overdue');

/** A region in which the vendor names no host of any service is most likely misspelt. */
function withNowhere(surveys: readonly Coverage[]): Coverage[] {
  const places = Map.groupBy(surveys, ({ region, project }) => `${region} ${project}`);
  return [...places.values()].flatMap((some) =>
    some.every(({ nowhere }) => nowhere !== undefined)
      ? some.map(({ nowhere = '', ...survey }) => ({ ...survey, gaps: [{ why: nowhere }] }))
      : some,
  );
}

const ORDER: readonly State[] = ['overdue', 'not_known', 'due', 'up_to_date'];

const worstFirst = (one: ReportedTarget, other: ReportedTarget): number =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
  (one.since ?? Number.POSITIVE_INFINITY) - (other.since ?? Number.POSITIVE_INFINITY) ||
  (one.name ?? one.target).localeCompare(other.name ?? other.target) ||
  0;

function judgedRows(kept: Kept, fleets: Fleets, now: number): (ReportedTarget | GoneTarget)[] {
  const times = readTimes(kept);
  const rows = new Map(kept.rows.map((row) => [row.target, row]));
  return kept.rows.filter(isTarget(kept.rows)).map((row) => {
    const { target, instance: owning = target } = row;
    const ofInstance = rows.get(owning);
    const memberships = membershipsOf(ofInstance, fleets);
    const read_at = times.get(target);
    const described = describe(row, ofInstance ?? row, memberships, read_at, now);
    if (row.gone_at !== undefined) return { ...described, gone_at: row.gone_at };
    const judged = stateOf(
      {
        read_at: read_at ?? 0,
        offered: row.offered.map(({ operation, ...offer }) => ({ operation, offer: { target, ...offer } })),
        first_seen: row.first_offered,
        changed_at: row.last_success_at,
        fleets: memberships,
        unread: whyUnread(read_at, now),
      },
      now,
    );
    return { ...described, ...judged, fleets: memberships.map(({ name, match }) => ({ name, match })) };
  });
}

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

function describe(
  row: TargetRow,
  { tags, holds, name: instance_name }: TargetRow,
  fleets: readonly Membership[],
  read_at: number | undefined,
  now: number,
): Described {
  const { service, region, project, target, instance, name, engine, last_result, offered } = row;
  const shown = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts.filter(Boolean))].join(', ') || undefined;
  const keys = fleets.length > 0 ? fleets.map(({ fleet }) => fleet.owner) : [USUAL_OWNER];
  const all = {
    name,
    engine,
    instance,
    instance_name: instance && instance_name,
    last_result,
    owner: shown(keys.map((key) => tagOf(tags, key.replace(/^tag:/, '')))),
    current: shown(offered.map(({ current }) => current)) ?? row.version,
    available: shown(
      offered.map(({ patch, available }) => (patch ? available?.replaceAll(/,\s*/g, ', ') : undefined)),
    ),
    read_at,
  };
  const asked = fleets.length > 0 ? fleets.map(({ fleet }) => fleet.holds) : [USUAL_HOLD];
  const byTag = new Map(asked.map((one) => [`${one.tag} ${one.longest}`, one]));
  return {
    service,
    region,
    project,
    target,
    ...(Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    ) as Partial<Described>),
    holds: [...byTag.values()].flatMap((one) => holdOf({ holds, region }, one, now) ?? []),
  };
}

/** The tag that names owners where no fleet says otherwise. */
const USUAL_OWNER = 'tag:owner';

const tagOf = (tags: TargetRow['tags'], key: string) =>
  tags && Object.hasOwn(tags, key) ? tags[key] : undefined;
