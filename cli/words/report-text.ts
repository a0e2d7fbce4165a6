import {
  AGES,
  gapTexts,
  headlineText,
  NEW_SURVEY,
  newSurveys,
  readText,
  reasonsNotKnown,
  type Section,
  STATES,
  STATES_IN_ORDER,
  sectionsOf,
  surveyName,
  totalsOf,
  type Unoffered,
} from '../../shared/desk/fleet-words.ts';
import { type OpenGate, openGateLine } from '../../shared/desk/gate-standing.ts';
import { overRunLines } from '../../shared/desk/over-runs.ts';
import type { FleetReport } from '../../shared/fleet/compliance/fleet-report.ts';
import { redactText } from '../../shared/values/redact.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { describedCells, TARGET_HEADS, targetCells } from './report-cells.ts';
import { alignedText } from './table-text.ts';

/** What a report tells beside what was surveyed: what nothing is offered for, and the gates of open rollouts. */
export interface Beside {
  readonly unoffered: readonly Unoffered[];
  readonly gates: readonly OpenGate[];
}

/** The report for a person: totals, what is not known, then every target, the worst first; `width` in cells. */
export function reportText(report: FleetReport, { unoffered, gates }: Beside, width: number): string {
  const { at, gone } = report;
  return [
    `${headlineText(report)}\n${readText(report)}\n\n`,
    alignedText(totalRows(report), width),
    ...section('Not read, so that nobody knows what else is there:', gapLines(report)),
    ...section(
      'Not known, because',
      reasonsNotKnown(report.targets).map(([why, count]) => `${count}  ${why}`),
    ),
    ...section('Ages', [
      AGES,
      ...newSurveys(report).map((survey) => `${surveyName(survey)} was ${NEW_SURVEY}`),
    ]),
    ...section('Gates', gates.map(openGateLine)),
    ...section('Over-runs', overRunLines(report)),
    ...section(
      'Nothing is offered',
      unoffered.map(({ operation, why }) => `${operation}: ${why}`),
    ),
    ...sectionsOf(report).flatMap((section) => [
      `\n${section.title} (${section.targets.length})\n`,
      alignedText(sectionRows(section, at), width),
    ]),
    ...(gone.length > 0 ? [`\nGone (${gone.length})\n`, alignedText(goneRows(report, '-'), width)] : []),
  ].join('');
}

/** The totals as rows, the heads first. The rows below name what is oldest. */
export const totalRows = (report: FleetReport): string[][] => [
  ['', ...STATES_IN_ORDER.map((state) => STATES[state]), 'oldest'],
  ...totalsOf(report).map(({ of, counts }) => [
    of,
    ...STATES_IN_ORDER.map((state) => String(counts[state])),
    counts.oldest ? howLong(report.at - counts.oldest.since) : '-',
  ]),
];

/** What is partial, a sentence each. */
export const gapLines = ({ surveys, at }: FleetReport): string[] =>
  surveys.flatMap((survey) => gapTexts(survey, at).map((why) => `${surveyName(survey)}: ${why}`));

/** What is not listed any more as rows, the heads first. */
export const goneRows = ({ gone, at }: FleetReport, none: string): string[][] => [
  ['name', 'target', 'owner', 'last known version', 'last result', 'where', 'gone since'],
  ...gone.map((one) => {
    const [name, target, owner, current, , result, , where] = describedCells(one, at, none);
    return [name, target, owner, current, result, where, utc(one.gone_at)];
  }),
];

/** Columns in which no row says more than the section's title are no help on a terminal. */
function sectionRows({ title, targets }: Section, now: number): string[][] {
  const rows = targets.map((target) => targetCells(target, now, '-'));
  const kept = TARGET_HEADS.map((_, column) =>
    rows.some((row) => row[column] !== '-' && row[column] !== title.toLowerCase()),
  );
  return [TARGET_HEADS, ...rows].map((row) => row.filter((_, column) => kept[column]));
}

const section = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [`\n${title}\n`, ...lines.map((line) => `  ${oneLine(redactText(line))}\n`)] : [];
