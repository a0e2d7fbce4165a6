import type { Fleet, Fleets } from '../fleet.ts';
import type { Kept } from '../survey/kept.ts';
import type { Survey } from '../survey/rows.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type GoneTarget, judgedRows, type ReportedTarget } from './judged-rows.ts';
import type { State } from './state.ts';
import { type Summary, summaryOf } from './summary.ts';

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
  return {
    at: now,
    ...oldestOf(surveys, targets),
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
  const surveys = report.surveys.filter(inPlaces);
  return {
    at: report.at,
    ...oldestOf(surveys, targets),
    surveys,
    targets,
    gone: report.gone.filter(inPlaces),
    summary: summaryOf(targets, [name]),
  };
}

function oldestOf(
  surveys: readonly Coverage[],
  targets: readonly ReportedTarget[],
): Pick<FleetReport, 'read_at'> {
  const reads = [...surveys, ...targets].flatMap(({ read_at }) => read_at ?? []);
  return reads.length > 0 ? { read_at: reads.reduce((one, other) => Math.min(one, other)) } : {};
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
export function withNowhere(surveys: readonly Coverage[]): Coverage[] {
  const places = Map.groupBy(surveys, ({ region, project }) => `${region} ${project}`);
  return [...places.values()].flatMap((some) =>
    some.every(({ nowhere }) => nowhere !== undefined)
      ? some.map(({ nowhere = '', ...survey }) => ({ ...survey, gaps: [{ why: nowhere }] }))
      : some,
  );
}

/** What a person has to look at first. */
export const ORDER: readonly State[] = ['overdue', 'not_known', 'due', 'up_to_date'];

const worstFirst = (one: ReportedTarget, other: ReportedTarget): number =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
  (one.since ?? Number.POSITIVE_INFINITY) - (other.since ?? Number.POSITIVE_INFINITY) ||
  (one.name ?? one.target).localeCompare(other.name ?? other.target) ||
  0;
