import {
  countsOf,
  isWanted,
  type Judged,
  type Numbers,
  type Part,
  type WantedTargets,
  worstFirst,
} from '../fleet/compliance/chosen.ts';
import { type Coverage, covered } from '../fleet/compliance/coverage.ts';
import { withNowhere } from '../fleet/compliance/fleet-report.ts';
import { judgedRow, type ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import { type Line, stateAt } from '../fleet/compliance/sheet.ts';
import type { Fleets } from '../fleet/fleet.ts';
import { surveysOf } from '../fleet/places.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import {
  HEAD,
  SHEETS,
  SURVEY_SHARD,
  type Survey,
  type SurveyHead,
  surveyKey,
  type TargetRow,
} from '../fleet/survey/rows.ts';
import { linesOn, type Sheet } from '../fleet/survey/sheets.ts';
import { everyItem } from '../platform/every-page.ts';
import type { FleetItem, FleetTable } from '../platform/fleet-ports.ts';
import { rowsKey } from '../terms/row-key.ts';

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
    everyItem((page) => table.list(SHEETS, '', page)),
    everyItem((page) => table.due(SURVEY_SHARD, Number.MAX_SAFE_INTEGER, page)),
  ]);
  const surveys = surveysOf(places);
  const named = new Set(surveys.map(surveyKey));
  const known = readSheets(sheets).filter(({ sheet }) => named.has(surveyKey(sheet)));
  const lines = known.flatMap((one) =>
    one.lines.map((line): Judged => ({ line, state: stateAt(line, now) })),
  );
  const chosen = lines.filter(isWanted(wanted)).sort(worstFirst);
  const some = chosen.slice(wanted.behind, wanted.behind + TARGETS_SHOWN);
  const headBy = new Map(
    heads.flatMap(({ pk, sk, doc }) => (sk === HEAD ? [[pk, JSON.parse(doc) as SurveyHead] as const] : [])),
  );
  return {
    now,
    ...(known.length > 0 && { counted_at: Math.min(...known.map(({ sheet }) => sheet.at)) }),
    ...countsOf(lines, fleets),
    wanted,
    found: chosen.length,
    shown: await shownOf(table, some, fleets, now),
    surveys: withNowhere(coverageBy(surveys, headBy, lines, now)),
  };
}

interface ReadSheet {
  readonly doc: string;
  readonly sheet: Sheet;
  readonly lines: readonly Line[];
}

/** The sheets of the last view: they change once in a survey, and reading them takes longer than all else of a view. */
let lastRead: ReadonlyMap<string, ReadSheet> = new Map();

function readSheets(items: readonly FleetItem[]): ReadSheet[] {
  const read = items.map(({ sk, doc }): readonly [string, ReadSheet] => {
    const last = lastRead.get(sk);
    if (last?.doc === doc) return [sk, last];
    const sheet = JSON.parse(doc) as Sheet;
    return [sk, { doc, sheet, lines: linesOn(sheet) }];
  });
  lastRead = new Map(read);
  return read.map(([, one]) => one);
}

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
