import type { ServiceName } from '../../huawei/services/services.ts';
import type { Match } from '../selectors/match.ts';
import type { Judged, State } from './state.ts';

/** A target as it was judged, and the fleets that it is in or may be in. */
export interface JudgedTarget extends Judged {
  readonly target: string;
  readonly service: ServiceName;
  readonly fleets: readonly { readonly name: string; readonly match: Match }[];
}

/** How many targets are in each state, and the one that has been due for longest. */
export interface Counts extends Readonly<Record<State, number>> {
  readonly oldest?: { readonly target: string; readonly since: number };
}

/** How current everything is: whole, by service and by fleet. A target of two fleets counts in both. */
export interface Summary {
  readonly all: Counts;
  readonly services: Readonly<Partial<Record<ServiceName, Counts>>>;
  readonly fleets: Readonly<Record<string, Counts>>;
  readonly in_no_fleet: Counts;
  /** Those of which nobody can tell whether any fleet has them. */
  readonly fleet_not_known: Counts;
}

/** Sums up targets by the fleets of these names. */
export function summaryOf(targets: readonly JudgedTarget[], names: readonly string[]): Summary {
  const isIn = ({ fleets }: JudgedTarget) => fleets.some(({ match }) => match.is === 'yes');
  const mayBeIn = ({ fleets }: JudgedTarget) => fleets.some(({ match }) => match.is === 'cannot_tell');
  const others = targets.filter((target) => !isIn(target));
  return {
    all: countsOf(targets),
    services: Object.fromEntries(
      [...Map.groupBy(targets, ({ service }) => service)].map(([name, own]) => [name, countsOf(own)]),
    ),
    fleets: Object.fromEntries(
      names.map((name) => [
        name,
        countsOf(
          targets.filter(({ fleets }) => fleets.some((one) => one.name === name && one.match.is === 'yes')),
        ),
      ]),
    ),
    in_no_fleet: countsOf(others.filter((target) => !mayBeIn(target))),
    fleet_not_known: countsOf(others.filter(mayBeIn)),
  };
}

function countsOf(targets: readonly JudgedTarget[]): Counts {
  const count = (wanted: State) => targets.filter(({ state }) => state === wanted).length;
  const [oldest] = targets
    .flatMap(({ target, state, since }) =>
      since !== undefined && state !== 'up_to_date' ? [{ target, since }] : [],
    )
    .sort((one, other) => one.since - other.since);
  return {
    up_to_date: count('up_to_date'),
    due: count('due'),
    overdue: count('overdue'),
    not_known: count('not_known'),
    ...(oldest && { oldest }),
  };
}
