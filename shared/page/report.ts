import { html } from 'hono/html';
import {
  AGES,
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
  targetName,
  totalsOf,
  type Unoffered,
} from '../desk/fleet-words.ts';
import { overRunLines } from '../desk/over-runs.ts';
import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import type { GoneTarget } from '../fleet/compliance/judged-rows.ts';
import { howLong } from '../values/time/how-long.ts';
import { gapsPart, surveysPart } from './coverage.ts';
import { type Html, shown, text, utcTime } from './parts.ts';
import type { Page } from './shell.ts';
import { databaseCell, resultCell, sinceCell, targetsTable, tiles, whereCell } from './targets.ts';

/** How current every instance and proxy is, each on a line. */
export function reportPage(report: FleetReport, unoffered: readonly Unoffered[]): Page {
  const { at } = report;
  return {
    title: `Databases: ${headlineText(report)}`,
    head: html`<h1>How current the databases are</h1>
<p>${text(readText(report))}. Made ${utcTime(at)}.</p>
${tiles(report.summary.all)}`,
    main: html`${gapsPart(report)}
${totalsPart(report)}
${notes(report, unoffered)}
${sectionsOf(report).map((section) => sectionPart(section, at))}
${gonePart(report.gone, at)}
${surveysPart(report)}`,
  };
}

const totalsPart = (report: FleetReport) => html`<section>
<h2>In numbers</h2>
<table class="totals">
<caption>How many instances and proxies are in each state</caption>
<thead><tr><th scope="col">of</th>${STATES_IN_ORDER.map((state) => html`<th scope="col" class="number">${STATES[state]}</th>`)}<th scope="col">oldest offer</th></tr></thead>
<tbody>
${totalsOf(report).map(
  ({ of, counts }) =>
    html`<tr><th scope="row">${text(of)}</th>${STATES_IN_ORDER.map((state) => html`<td class="number${counts[state] > 0 ? ` ${state}` : ''}">${counts[state]}</td>`)}<td>${oldest(report, counts.oldest)}</td></tr>\n`,
)}</tbody>
</table>
</section>`;

function oldest({ targets, at }: FleetReport, found: { target: string; since: number } | undefined) {
  if (!found) return '';
  const one = targets.find(({ target }) => target === found.target);
  return html`${howLong(at - found.since)}, <bdi>${text((one && targetName(one)) ?? found.target)}</bdi>`;
}

function notes(report: FleetReport, unoffered: readonly Unoffered[]) {
  const reasons = reasonsNotKnown(report.targets);
  const fresh = newSurveys(report);
  return html`<section>
<h2>To know</h2>
<ul>
${reasons.map(([why, count]) => html`<li>${count} not known: ${text(why)}</li>\n`)}${fresh.map((survey) => html`<li>${text(surveyName(survey))} was ${NEW_SURVEY}.</li>\n`)}<li>${AGES}</li>
${overRunLines(report).map((line) => html`<li>Over-runs: ${line}.</li>\n`)}${unoffered.map(({ operation, why }) => html`<li>${operation} has nothing to offer: ${text(why)}</li>\n`)}</ul>
</section>`;
}

const sectionPart = ({ title, targets }: Section, now: number) => html`<section>
<h2>${title} <span class="count">${targets.length}</span></h2>
${targetsTable(`${title}: ${targets.length}${targets.some(({ since }) => since !== undefined) ? ', what has waited for longest first' : ''}`, targets, now)}</section>
`;

function gonePart(gone: readonly GoneTarget[], now: number): Html | string {
  if (gone.length === 0) return '';
  return html`<section>
<h2>Gone <span class="count">${gone.length}</span></h2>
<table class="gone">
<caption>Not listed any more, and not found by their ids: ${gone.length}</caption>
<thead><tr><th scope="col">Database</th><th scope="col">Owner</th><th scope="col">Ran</th><th scope="col">Last result</th><th scope="col">Where</th><th scope="col">Gone for</th></tr></thead>
<tbody>
${gone.map((one) => html`<tr>${databaseCell(one)}<td>${shown(one.owner)}</td><td>${shown(one.current)}</td><td>${resultCell(one, now)}</td>${whereCell(one, '')}<td>${sinceCell(one.gone_at, one.region, now)}</td></tr>\n`)}</tbody>
</table>
</section>`;
}
