import { type Coverage, covered } from '../fleet/compliance/coverage.ts';
import { ORDER, withNowhere } from '../fleet/compliance/fleet-report.ts';
import { judgedRow, type ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import { type Line, linesOn, type Sheet, stateAt } from '../fleet/compliance/sheet.ts';
import type { State } from '../fleet/compliance/state.ts';
import type { Fleets } from '../fleet/fleet.ts';
import { surveysOf } from '../fleet/places.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import {
  HEAD,
  rowsKey,
  SHEETS,
  SURVEY_SHARD,
  type Survey,
  type SurveyHead,
  surveyKey,
  type TargetRow,
} from '../fleet/survey/rows.ts';
import { type ServiceName, serviceOf } from '../huawei/services/services.ts';
import type { FleetItem, FleetTable } from '../platform/fleet-ports.ts';
import type { Page } from '../platform/page.ts';

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

/** How current everything is, counted by the sheets of the last surveys, and some of it as its rows say. Times in epoch ms. */
export interface Compliance {
  readonly now: number;
  /** When the oldest sheet was judged; absent where there is none. */
  readonly counted_at?: number;
  readonly all: Numbers;
  readonly services: readonly Part[];
  readonly fleets: readonly Part[];
  /** The worst first. */
  readonly owners: readonly Part[];
  readonly wanted: WantedTargets;
  /** How many are wanted, and those of them that are shown, the worst first and of those what has waited for longest. */
  readonly found: number;
  readonly shown: readonly ReportedTarget[];
  readonly surveys: readonly Coverage[];
}

/** So many are shown at once. */
export const TARGETS_SHOWN = 50;

/**
 * Reads it, in four requests at most for 10,000 targets: the sheets, the heads of surveys, and the rows that are shown. Throws
 * `PlatformUnavailable`.
 */
export async function readCompliance(
  table: FleetTable,
  { fleets, places }: { readonly fleets: Fleets; readonly places: readonly PlaceId[] },
  wanted: WantedTargets,
  now: number,
): Promise<Compliance> {
  const [sheets, heads] = await Promise.all([
    every((page) => table.list(SHEETS, '', page)),
    every((page) => table.due(SURVEY_SHARD, Number.MAX_SAFE_INTEGER, page)),
  ]);
  const surveys = surveysOf(places);
  const named = new Set(surveys.map(surveyKey));
  const known = sheets
    .map(({ doc }) => JSON.parse(doc) as Sheet)
    .filter((sheet) => named.has(surveyKey(sheet)));
  const lines = known.flatMap(linesOn).map((line): Judged => ({ line, state: stateAt(line, now) }));
  const chosen = lines.filter(isWanted(wanted)).sort(worstFirst);
  const some = chosen.slice(wanted.behind, wanted.behind + TARGETS_SHOWN);
  const headBy = new Map(
    heads.flatMap(({ pk, sk, doc }) => (sk === HEAD ? [[pk, JSON.parse(doc) as SurveyHead] as const] : [])),
  );
  return {
    now,
    ...(known.length > 0 && { counted_at: Math.min(...known.map(({ at }) => at)) }),
    ...countsOf(lines, fleets),
    wanted,
    found: chosen.length,
    shown: await shownOf(table, some, fleets, now),
    surveys: withNowhere(coverageBy(surveys, headBy, lines, now)),
  };
}

async function every(
  read: (page?: Page) => Promise<{ items: FleetItem[]; next?: Page }>,
): Promise<FleetItem[]> {
  const found: FleetItem[] = [];
  let page: Page | undefined;
  do {
    const { items, next }: { items: FleetItem[]; next?: Page } = await read(page);
    found.push(...items);
    page = next;
  } while (page);
  return found;
}

interface Judged {
  readonly line: Line;
  readonly state: State;
}

const isWanted =
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

const worstFirst = (one: Judged, other: Judged): number =>
  RANK[one.state] - RANK[other.state] ||
  (one.line.since ?? Number.MAX_VALUE) - (other.line.since ?? Number.MAX_VALUE) ||
  (one.line.target < other.line.target ? -1 : 1);

type Tally = Record<State, number>;
const none = (): Tally => ({ overdue: 0, not_known: 0, due: 0, up_to_date: 0 });

function countsOf(lines: readonly Judged[], fleets: Fleets) {
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

/** The rows of some, as they stand now, in one request; what is gone since is not known. */
async function shownOf(
  table: FleetTable,
  some: readonly Judged[],
  fleets: Fleets,
  now: number,
): Promise<ReportedTarget[]> {
  if (some.length === 0) return [];
  const keyOf = ({ survey, target }: Pick<Line, 'survey' | 'target'>) => ({
    pk: rowsKey(survey),
    sk: target,
  });
  const keys = some.flatMap(({ line: { survey, target, instance } }) =>
    [target, instance].flatMap((id) => (id === undefined ? [] : [keyOf({ survey, target: id })])),
  );
  const items = await table.getAll(keys);
  const rows = new Map(items.map(({ pk, sk, doc }) => [`${pk} ${sk}`, doc]));
  const rowOf = (survey: Survey, target: string) => {
    const { pk, sk } = keyOf({ survey, target });
    const doc = rows.get(`${pk} ${sk}`);
    return doc === undefined ? undefined : (JSON.parse(doc) as TargetRow);
  };
  return some.map(({ line }) => {
    const { survey, target, instance = target, read_at } = line;
    const row = rowOf(survey, target);
    if (!row) return { ...survey, target, holds: [], fleets: [], state: 'not_known', why: [GONE] };
    const judged = judgedRow({ row, ofInstance: rowOf(survey, instance), read_at }, fleets, now);
    return 'state' in judged ? judged : { ...judged, fleets: [], state: 'not_known', why: [GONE] };
  });
}

const GONE = 'it is not listed any more';

function coverageBy(
  surveys: readonly Survey[],
  heads: ReadonlyMap<string, SurveyHead>,
  lines: readonly Judged[],
  now: number,
): Coverage[] {
  const counted = new Map<string, { instances: number; read_at: number | undefined }>();
  for (const { line } of lines) {
    const key = surveyKey(line.survey);
    const { instances = 0, read_at } = counted.get(key) ?? {};
    const reads = [read_at, line.read_at].filter((at) => at !== undefined);
    counted.set(key, {
      instances: instances + 1,
      read_at: reads.length > 0 ? Math.min(...reads) : undefined,
    });
  }
  return surveys.map((survey) => {
    const key = surveyKey(survey);
    const known = counted.get(key) ?? { instances: 0, read_at: undefined };
    return covered(survey, heads.get(key), known, now);
  });
}

/** What a service is called among parts. */
export const servicePart = (name: string): string => serviceOf(name as ServiceName).label;
