import { type Coverage, STALE_MS } from '../fleet/compliance/coverage.ts';
import type { Described } from '../fleet/compliance/described.ts';
import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import type { ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import type { State } from '../fleet/compliance/state.ts';
import type { Counts } from '../fleet/compliance/summary.ts';
import type { Hold } from '../fleet/holds.ts';
import { type ServiceName, serviceOf } from '../huawei/services/services.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';

/** What each state is called. */
export const STATES: Readonly<Record<State, string>> = {
  overdue: 'overdue',
  not_known: 'not known',
  due: 'due',
  up_to_date: 'up to date',
};

/** What a person has to look at first. */
export const STATES_IN_ORDER = Object.keys(STATES) as readonly State[];

/** An operation that never has anything to offer, and why. */
export interface Unoffered {
  readonly operation: string;
  readonly why: string;
}

/** How many there are in each state. */
export function headlineText({ targets, summary: { all } }: FleetReport): string {
  const counts = STATES_IN_ORDER.map((state) => `${all[state]} ${STATES[state]}`);
  return `${targets.length} ${targets.length === 1 ? 'instance or proxy' : 'instances and proxies'}: ${counts.join(', ')}`;
}

/** How old it is. */
export const readText = ({ read_at, at }: FleetReport): string =>
  read_at === undefined
    ? 'Nothing has been read yet'
    : `Read ${howLong(at - read_at)} ago (the oldest of it)`;

/** A survey by its name. */
export const surveyName = ({
  service,
  region,
  project,
}: Pick<Coverage, 'service' | 'region' | 'project'>): string =>
  `${serviceOf(service).label} in ${region}, project ${project}`;

/** Why there may be more in a place than is shown, a sentence for each reason. */
export const gapTexts = ({ gaps }: Coverage, now: number): string[] =>
  gaps.map(({ why, since }) =>
    since === undefined ? why : `${why}, since ${utc(since)} (${howLong(now - since)})`,
  );

/** The surveys that have looked for less than a day: no age there says much. */
export const newSurveys = ({ surveys, at }: Pick<FleetReport, 'surveys' | 'at'>): Coverage[] =>
  surveys.filter(
    ({ first_pass_at, instances }) =>
      instances > 0 && first_pass_at !== undefined && at - first_pass_at < STALE_MS,
  );

/** What is said of those. */
export const NEW_SURVEY =
  'surveyed for the first time less than a day ago: all that waits there counts as 0 days old, however long it has been offered';

/** What is said of every age. */
export const AGES =
  'The cloud tells no date of release: an age counts from when a survey first saw the version offered.';

/** How many are not known for the same reason, the most frequent first. */
export function reasonsNotKnown(
  targets: readonly ReportedTarget[],
): (readonly [why: string, count: number])[] {
  const reasons = targets.flatMap(({ state, why }) => (state === 'not_known' ? why : []));
  return [...Map.groupBy(reasons, (why) => why)]
    .map(([why, all]) => [why, all.length] as const)
    .toSorted(([, one], [, other]) => other - one);
}

/** What holds a target back, or was meant to. */
export function holdText({ value, is, until = 0, too_long }: Hold): string {
  const end = utc(until);
  if (is === 'unclear') return `hold until "${value}", which is no date`;
  if (is === 'over') return `hold until ${value} is over`;
  if (is === 'void') return `hold until ${value} is void since ${end}: longer than its fleet allows`;
  return too_long
    ? `held until ${end}, not until ${value}: longer than its fleet allows`
    : `held until ${value}`;
}

/** How the last work on a target ended. */
export const resultText = (
  { operation, end, at, over_ran }: NonNullable<Described['last_result']>,
  now: number,
): string =>
  `${end.replaceAll('_', ' ')} ${howLong(now - at)} ago, ${operation}${over_ran === undefined ? '' : ', over-run'}`;

/** The fleets of a target; a question mark stands behind those that it may be in. */
export const fleetsText = ({ fleets }: Pick<ReportedTarget, 'fleets'>): string =>
  fleets.map(({ name, match }) => (match.is === 'yes' ? name : `${name}?`)).join(', ');

/** What a target is called. */
export const targetName = ({ name, instance, instance_name }: Described): string | undefined =>
  name ?? (instance && `proxy of ${instance_name ?? instance}`);

/** Targets that are told together. */
export interface Section {
  readonly title: string;
  readonly targets: readonly ReportedTarget[];
}

/** All by their state, the worst first; where there are fleets, what is in none stands apart. */
export function sectionsOf({ targets, summary }: FleetReport): Section[] {
  const apart = Object.keys(summary.fleets).length > 0;
  const isApart = ({ fleets }: ReportedTarget) => apart && fleets.length === 0;
  const sections = [
    ...STATES_IN_ORDER.map((state) => ({
      title: `${STATES[state][0]?.toUpperCase()}${STATES[state].slice(1)}`,
      targets: targets.filter((target) => target.state === state && !isApart(target)),
    })),
    { title: 'In no fleet', targets: targets.filter(isApart) },
  ];
  return sections.filter((section) => section.targets.length > 0);
}

/** A line of the summary: of what, and how many are in each state. */
export interface Total {
  readonly of: string;
  readonly counts: Counts;
}

/** The summary line by line: whole, by service, by fleet, and what is in no fleet or may be in none. */
export function totalsOf({ summary }: FleetReport): Total[] {
  const { all, services, fleets, in_no_fleet, fleet_not_known } = summary;
  const named = Object.entries(fleets);
  const some = ({ counts }: Total) => STATES_IN_ORDER.some((state) => counts[state] > 0);
  return [
    { of: 'all', counts: all },
    ...Object.entries(services).map(([name, counts]) => ({
      of: serviceOf(name as ServiceName).label,
      counts,
    })),
    ...named.map(([name, counts]) => ({ of: `fleet ${name}`, counts })),
    ...(named.length > 0
      ? [
          { of: 'in no fleet', counts: in_no_fleet },
          { of: 'nobody can tell in which fleet', counts: fleet_not_known },
        ].filter(some)
      : []),
  ];
}
