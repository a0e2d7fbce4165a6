import type { ServiceName } from '../../huawei/services/services.ts';
import type { Fleets } from '../fleet.ts';
import { ORDER } from './fleet-report.ts';
import type { Line } from './sheet.ts';
import type { State } from './state.ts';

/** What of all that is known somebody asks to see; nothing: all of it. */
export interface WantedTargets {
  readonly state?: State | undefined;
  /** The name of a fleet, or `NO_FLEET`. */
  readonly fleet?: string | undefined;
  /** An owner, or `NO_OWNER`. */
  readonly owner?: string | undefined;
  readonly service?: ServiceName | undefined;
  /** How many stand before those that are shown. */
  readonly behind: number;
}

/** Stands for those that no fleet has, or no owner; neither is a name. */
export const NO_FLEET = '-';
export const NO_OWNER = '-';

/** How many are in each state. */
export type Numbers = Readonly<Record<State, number>>;

/** A part of all, by the name that `WantedTargets` has for it. */
export interface Part {
  readonly name: string;
  readonly numbers: Numbers;
}

/** A line, and how current its target is now. */
export interface Judged {
  readonly line: Line;
  readonly state: State;
}

/** Whether it is asked for. */
export const isWanted =
  ({ state, fleet, owner, service }: WantedTargets) =>
  ({ line, state: is }: Judged): boolean =>
    (state === undefined || is === state) &&
    (service === undefined || line.service === service) &&
    (owner === undefined || ownerOf(line) === owner) &&
    (fleet === undefined || fleetsOf(line).includes(fleet) || line.maybe.includes(fleet));

const ownerOf = ({ owner = NO_OWNER }: Line): string => owner;
const fleetsOf = ({ fleets, maybe }: Line): readonly string[] =>
  fleets.length + maybe.length > 0 ? fleets : [NO_FLEET];

const RANK = Object.fromEntries(ORDER.map((state, index) => [state, index])) as Record<State, number>;

/** The worst first, and of those what has waited for longest. */
export const worstFirst = (one: Judged, other: Judged): number =>
  RANK[one.state] - RANK[other.state] ||
  (one.line.since ?? Number.MAX_VALUE) - (other.line.since ?? Number.MAX_VALUE) ||
  (one.line.target < other.line.target ? -1 : 1);

type Tally = Record<State, number>;
const none = (): Tally => ({ overdue: 0, not_known: 0, due: 0, up_to_date: 0 });

/** How many are in each state: of all, and of each part. */
export function countsOf(lines: readonly Judged[], fleets: Fleets) {
  const all = none();
  const services = new Map<string, Tally>();
  const owners = new Map<string, Tally>();
  const byFleet = new Map(Object.keys(fleets).map((name) => [name, none()]));
  const count = (parts: Map<string, Tally>, name: string, state: State) => {
    const tally = parts.get(name) ?? none();
    tally[state] += 1;
    parts.set(name, tally);
  };
  for (const { line, state } of lines) {
    all[state] += 1;
    count(services, line.service, state);
    count(owners, ownerOf(line), state);
    for (const fleet of fleetsOf(line)) count(byFleet, fleet, state);
  }
  return {
    all,
    services: partsOf(services),
    fleets: partsOf(byFleet),
    owners: partsOf(owners).toSorted(worstPart),
  };
}

const partsOf = (parts: ReadonlyMap<string, Numbers>): Part[] =>
  [...parts].map(([name, numbers]) => ({ name, numbers }));

const worstPart = ({ numbers: one }: Part, { numbers: other }: Part): number =>
  ORDER.map((state) => other[state] - one[state]).find((difference) => difference !== 0) ?? 0;
