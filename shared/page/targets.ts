import { html } from 'hono/html';
import {
  fleetsText,
  holdText,
  resultText,
  STATES,
  STATES_IN_ORDER,
  targetName,
} from '../desk/fleet-words.ts';
import type { Described } from '../fleet/compliance/described.ts';
import type { ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import type { State } from '../fleet/compliance/state.ts';
import { serviceOf } from '../huawei/services/services.ts';
import { howLong } from '../values/time/how-long.ts';
import { type Html, nameCell, placeTime, shown, text } from './parts.ts';

const SIGNS: Readonly<Record<State, string>> = { overdue: '▲', not_known: '?', due: '●', up_to_date: '✓' };

/** A state as a sign, a word and a colour. */
const stateTag = (state: State): Html =>
  html`<span class="state ${state}"><span aria-hidden="true">${SIGNS[state]}</span> ${STATES[state]}</span>`;

/** How many are in each state, large; each leads to those where there is a way. */
export const tiles = (
  numbers: Readonly<Record<State, number>>,
  wayTo?: (state: State) => string,
): Html => html`<ul class="tiles">
${STATES_IN_ORDER.map((state) => html`<li class="${state}"><b>${numbers[state].toLocaleString('en')}</b> ${wayTo ? html`<a href="${wayTo(state)}">${stateTag(state)}</a>` : stateTag(state)}</li>\n`)}</ul>`;

const HEADS = ['Database', 'Owner', 'Runs', 'Offered', 'Offered for', 'Last result', 'Hold', 'Where'];

/** Targets as a table, a line each. */
export const targetsTable = (
  caption: string,
  targets: readonly ReportedTarget[],
  now: number,
): Html => html`<table class="targets">
<caption>${caption}</caption>
<thead><tr><th scope="col">State</th>${HEADS.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${targets.map((one) => targetRow(one, now))}</tbody>
</table>
`;

const targetRow = (one: ReportedTarget, now: number) =>
  html`<tr><td>${stateTag(one.state)}${one.state === 'not_known' ? html`<small>${text(one.why.join('; '))}</small>` : ''}</td>${databaseCell(one)}<td>${shown(one.owner)}</td><td>${shown(one.current)}</td><td>${shown(one.available)}</td><td>${sinceCell(one.since, one.region, now)}</td><td>${resultCell(one, now)}</td><td>${shown(one.holds.map(holdText).join('; '))}</td>${whereCell(one, fleetsText(one))}</tr>\n`;

/** What a target is called. */
export const databaseCell = (one: Described) => nameCell(targetName(one) ?? 'without a name', one.target);

/** Where it is, and in which fleets. */
export const whereCell = ({ service, region }: Described, fleets: string) =>
  html`<td>${serviceOf(service).label}<small>${text(region)}</small>${fleets ? html`<small>fleet ${text(fleets)}</small>` : ''}</td>`;

/** For how long, and since when there. */
export function sinceCell(since: number | undefined, region: string, now: number, ago: 'ago' | '' = '') {
  if (since === undefined) return '';
  return html`${howLong(now - since)} ${ago}<small>${ago ? '' : 'since '}${placeTime(since, region)}</small>`;
}

/** How the last work on it ended. */
export function resultCell({ last_result, region }: Described, now: number) {
  if (!last_result) return '';
  return html`${text(resultText(last_result, now))}<small>${placeTime(last_result.at, region)}</small>`;
}
