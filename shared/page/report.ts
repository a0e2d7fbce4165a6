import { html } from 'hono/html';
import {
  AGES,
  fleetsText,
  headlineText,
  holdText,
  NEW_SURVEY,
  newSurveys,
  readText,
  reasonsNotKnown,
  resultText,
  type Section,
  STATES,
  STATES_IN_ORDER,
  sectionsOf,
  surveyName,
  targetName,
  totalsOf,
  type Unoffered,
} from '../desk/fleet-words.ts';
import type { Coverage } from '../fleet/compliance/coverage.ts';
import type { Described } from '../fleet/compliance/described.ts';
import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import type { GoneTarget, ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import type { State } from '../fleet/compliance/state.ts';
import { serviceOf } from '../huawei/services/services.ts';
import { howLong } from '../values/time/how-long.ts';
import { type Html, nameCell, placeTime, shown, text, utcTime } from './parts.ts';
import { pageHtml } from './shell.ts';

/** The report as one file to mail. */
export function reportHtml(report: FleetReport, unoffered: readonly Unoffered[]): string {
  const { at } = report;
  return pageHtml({
    title: `Databases: ${headlineText(report)}`,
    head: html`<h1>How current the databases are</h1>
<p>${text(readText(report))}. Made ${utcTime(at)}.</p>
${tiles(report)}`,
    main: html`${gapsPart(report)}
${totalsPart(report)}
${notes(report, unoffered)}
${sectionsOf(report).map((section) => sectionPart(section, at))}
${gonePart(report.gone, at)}
${surveysPart(report)}`,
  });
}

const SIGNS: Readonly<Record<State, string>> = { overdue: '▲', not_known: '?', due: '●', up_to_date: '✓' };

const stateTag = (state: State) =>
  html`<span class="state ${state}"><span aria-hidden="true">${SIGNS[state]}</span> ${STATES[state]}</span>`;

const tiles = ({ summary: { all } }: FleetReport) => html`<ul class="tiles">
${STATES_IN_ORDER.map((state) => html`<li class="${state}"><b>${all[state]}</b> ${stateTag(state)}</li>\n`)}</ul>`;

function gapsPart({ surveys, at }: FleetReport): Html | string {
  const partial = surveys.filter(({ gaps }) => gaps.length > 0);
  if (partial.length === 0) return '';
  return html`<section class="warning">
<h2>Not read, so that nobody knows what else is there</h2>
<ul>
${partial.map((survey) => html`<li>${text(surveyName(survey))}: ${gapsOf(survey, at)}</li>\n`)}</ul>
</section>`;
}

const gapsOf = ({ gaps, region }: Coverage, now: number) =>
  gaps.map(
    ({ why, since }, index) =>
      html`${index > 0 ? '; ' : ''}${text(why)}${since === undefined ? '' : html`, since ${placeTime(since, region)} (${howLong(now - since)})`}`,
  );

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
${unoffered.map(({ operation, why }) => html`<li>${operation} has nothing to offer: ${text(why)}</li>\n`)}</ul>
</section>`;
}

const HEADS = ['Database', 'Owner', 'Runs', 'Offered', 'Offered for', 'Last result', 'Hold', 'Where'];

const sectionPart = ({ title, targets }: Section, now: number) => html`<section>
<h2>${title} <span class="count">${targets.length}</span></h2>
<table class="targets">
<caption>${title}: ${targets.length}${targets.some(({ since }) => since !== undefined) ? ', what has waited for longest first' : ''}</caption>
<thead><tr><th scope="col">State</th>${HEADS.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${targets.map((one) => targetRow(one, now))}</tbody>
</table>
</section>
`;

const targetRow = (one: ReportedTarget, now: number) =>
  html`<tr><td>${stateTag(one.state)}${one.state === 'not_known' ? html`<small>${text(one.why.join('; '))}</small>` : ''}</td>${databaseCell(one)}<td>${shown(one.owner)}</td><td>${shown(one.current)}</td><td>${shown(one.available)}</td><td>${sinceCell(one.since, one.region, now)}</td><td>${resultCell(one, now)}</td><td>${shown(one.holds.map(holdText).join('; '))}</td>${whereCell(one, fleetsText(one))}</tr>\n`;

const databaseCell = (one: Described) => nameCell(targetName(one) ?? 'without a name', one.target);

const whereCell = ({ service, region }: Described, fleets: string) =>
  html`<td>${serviceOf(service).label} ${text(region)}${fleets ? html`<small>fleet ${text(fleets)}</small>` : ''}</td>`;

function sinceCell(since: number | undefined, region: string, now: number, ago: 'ago' | '' = '') {
  if (since === undefined) return '';
  return html`${howLong(now - since)} ${ago}<small>${ago ? '' : 'since '}${placeTime(since, region)}</small>`;
}

function resultCell({ last_result, region }: Described, now: number) {
  if (!last_result) return '';
  return html`${text(resultText(last_result, now))}<small>${placeTime(last_result.at, region)}</small>`;
}

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

const surveysPart = ({ surveys, at }: FleetReport) => html`<section>
<h2>Where this was read</h2>
<table class="surveys">
<caption>What each survey met, how old that is, and since when it has looked</caption>
<thead><tr><th scope="col">Survey</th><th scope="col" class="number">Instances</th><th scope="col">Read</th><th scope="col">First surveyed</th><th scope="col">Not read</th></tr></thead>
<tbody>
${surveys.map((survey) => surveyRow(survey, at))}</tbody>
</table>
</section>`;

const surveyRow = (survey: Coverage, now: number) =>
  html`<tr><th scope="row">${serviceOf(survey.service).label} ${text(survey.region)}<small>${text(survey.project)}</small></th><td class="number">${survey.instances}</td><td>${sinceCell(survey.read_at, survey.region, now, 'ago')}</td><td>${sinceCell(survey.first_pass_at, survey.region, now, 'ago')}</td><td>${survey.nowhere === undefined ? gapsOf(survey, now) : shown(survey.nowhere)}</td></tr>\n`;
