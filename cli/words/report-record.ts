import {
  AGES,
  fleetsText,
  gapTexts,
  headlineText,
  holdText,
  NEW_SURVEY,
  newSurveys,
  readText,
  reasonsNotKnown,
  surveyName,
} from '../../shared/desk/fleet-words.ts';
import { openGateLine } from '../../shared/desk/gate-standing.ts';
import { overRunLines, overRunsIn } from '../../shared/desk/over-runs.ts';
import type { Described } from '../../shared/fleet/compliance/described.ts';
import type { FleetReport } from '../../shared/fleet/compliance/fleet-report.ts';
import type { ReportedTarget } from '../../shared/fleet/compliance/judged-rows.ts';
import type { Counts, Summary } from '../../shared/fleet/compliance/summary.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { DAY } from '../../shared/values/time/units.ts';
import { TARGET_HEADS, targetCells } from './report-cells.ts';
import { type Beside, goneRows, totalRows } from './report-text.ts';
import { csvText, markdownText } from './table-text.ts';

const time = (at: number | undefined) => (at === undefined ? undefined : utc(at));

/** A target as programs take it, field by field; times in RFC 3339, whole seconds. */
const describedFields = (one: Described) => ({
  service: one.service,
  region: one.region,
  project_id: one.project,
  target: one.target,
  instance: one.instance,
  instance_name: one.instance_name,
  name: one.name,
  owner: one.owner,
  engine: one.engine,
  current: one.current,
  available: one.available,
  hold: one.holds.map(holdText).join('; ') || undefined,
  last_result: one.last_result?.end,
  last_operation: one.last_result?.operation,
  last_request_id: one.last_result?.request_id,
  last_result_at: time(one.last_result?.at),
  last_over_ran_at: time(one.last_result?.over_ran),
  read_at: time(one.read_at),
});

const targetFields = (one: ReportedTarget, now: number) => ({
  state: one.state,
  ...describedFields(one),
  since: time(one.since),
  age_days: one.since === undefined ? undefined : Math.floor((now - one.since) / DAY),
  fleets: fleetsText(one) || undefined,
  why_not_known: one.state === 'not_known' ? one.why.join('; ') : undefined,
});

type Fields = ReturnType<typeof targetFields>;
type GoneFields = ReturnType<typeof describedFields> & { readonly state: 'gone'; readonly gone_at: string };

const goneFields = ({ gone }: FleetReport): GoneFields[] =>
  gone.map((one) => ({ state: 'gone', ...describedFields(one), gone_at: utc(one.gone_at) }));

const COLUMNS = [
  'state',
  'service',
  'region',
  'project_id',
  'target',
  'instance',
  'instance_name',
  'name',
  'owner',
  'engine',
  'current',
  'available',
  'since',
  'age_days',
  'fleets',
  'hold',
  'last_result',
  'last_operation',
  'last_request_id',
  'last_result_at',
  'last_over_ran_at',
  'why_not_known',
  'read_at',
  'gone_at',
] as const satisfies readonly (keyof Fields | keyof GoneFields)[];

/** A line for each target, those too that are gone. */
export const reportCsv = (report: FleetReport): string =>
  csvText([
    COLUMNS,
    ...[...report.targets.map((one) => targetFields(one, report.at)), ...goneFields(report)].map((fields) => {
      const values: Readonly<Partial<Record<string, string | number>>> = fields;
      return COLUMNS.map((column) => String(values[column] ?? ''));
    }),
  ]);

const countsInUtc = ({ oldest, ...counts }: Counts) => ({
  ...counts,
  ...(oldest && { oldest: { ...oldest, since: utc(oldest.since) } }),
});

const eachInUtc = (all: Readonly<Record<string, Counts>>) =>
  Object.fromEntries(Object.entries(all).map(([name, counts]) => [name, countsInUtc(counts)]));

const inUtc = ({ services, fleets, ...others }: Summary) => ({
  ...eachInUtc(others),
  services: eachInUtc(services),
  fleets: eachInUtc(fleets),
});

/** The whole report as one object. */
export function reportJson(report: FleetReport, { unoffered, gates }: Beside): string {
  const { at, read_at, surveys, targets, summary } = report;
  const whole = {
    at: utc(at),
    read_at: time(read_at),
    summary: inUtc(summary),
    surveys: surveys.map(({ gaps, ...survey }) => ({
      ...survey,
      read_at: time(survey.read_at),
      first_pass_at: time(survey.first_pass_at),
      gaps: gaps.map(({ why, since }) => ({ why, since: time(since) })),
    })),
    not_offered: unoffered,
    gates,
    over_run: overRunsIn(report),
    targets: targets.map((one) => targetFields(one, at)),
    gone: goneFields(report),
  };
  return `${JSON.stringify(redact(whole), null, 2)}\n`;
}

/** The same as Markdown: totals, the surveys, why what is not known, and every target. */
export function reportMarkdown(report: FleetReport, { unoffered, gates }: Beside): string {
  const { at, gone, surveys, targets } = report;
  const told = [
    ...reasonsNotKnown(targets).map(([why, count]) => [`${count} not known`, why]),
    ...newSurveys(report).map((survey) => [surveyName(survey), NEW_SURVEY]),
    ...unoffered.map(({ operation, why }) => [`${operation} has nothing to offer`, why]),
    ['ages', AGES],
    ...gates.map((gate) => ['gate', openGateLine(gate)]),
    ...overRunLines(report).map((line) => ['over-runs', line]),
  ];
  return [
    `${headlineText(report)}. ${readText(report)}, ${utc(at)}.\n`,
    markdownText(totalRows(report)),
    markdownText([
      ['survey', 'instances', 'read', 'first surveyed', 'not read'],
      ...surveys.map((survey) => [
        surveyName(survey),
        String(survey.instances),
        time(survey.read_at) ?? '',
        time(survey.first_pass_at) ?? '',
        survey.nowhere ?? gapTexts(survey, at).join('; '),
      ]),
    ]),
    markdownText([['to know', ''], ...told]),
    markdownText([TARGET_HEADS, ...targets.map((one) => targetCells(one, at, ''))]),
    ...(gone.length > 0 ? [markdownText(goneRows(report, ''))] : []),
  ].join('\n');
}
