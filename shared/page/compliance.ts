import { html } from 'hono/html';
import { type Compliance, TARGETS_SHOWN } from '../desk/compliance.ts';
import { AGES, NEW_SURVEY, newSurveys, STATES, STATES_IN_ORDER, surveyName } from '../desk/fleet-words.ts';
import {
  NO_FLEET,
  NO_OWNER,
  type Numbers,
  type Part,
  type WantedTargets,
} from '../fleet/compliance/chosen.ts';
import { type ServiceName, serviceOf } from '../huawei/services/services.ts';
import { howMany } from '../values/how-many.ts';
import { howLong } from '../values/time/how-long.ts';
import type { Here } from '../words/command-text.ts';
import { gapsPart, surveysPart } from './coverage.ts';
import { commandPart, type Html, shown, text, utcTime } from './parts.ts';
import { targetsTable, tiles } from './targets.ts';

/** How current everything is, in one sentence and four numbers, and how old that is. */
export function complianceHead(view: Compliance): Html {
  const { all, now, counted_at, surveys } = view;
  const reads = surveys.flatMap(({ read_at }) => read_at ?? []);
  const age =
    counted_at === undefined ? 'Nothing was counted yet' : `Counted ${howLong(now - counted_at)} ago`;
  return html`<h1>${headline(all)}</h1>
<p>${shareText(all)} ${age}${reads.length > 0 ? `, from what was read up to ${howLong(now - Math.min(...reads))} ago` : ''}. Shown ${utcTime(now)}.</p>
${tiles(all, (state) => wayTo({ state }))}`;
}

const totalOf = (numbers: Numbers) => STATES_IN_ORDER.reduce((sum, state) => sum + numbers[state], 0);

/** What a person asks first. It says that all is well only of what is known. */
function headline(all: Numbers): string {
  const { overdue, not_known, due } = all;
  const total = totalOf(all);
  if (total === 0) return 'Nothing is known yet';
  if (overdue + not_known + due === 0) return `All ${total.toLocaleString('en')} are up to date`;
  const said = STATES_IN_ORDER.flatMap((state) =>
    state !== 'up_to_date' && all[state] > 0 ? [`${all[state].toLocaleString('en')} ${STATES[state]}`] : [],
  );
  return said.join(', ');
}

/** Rounded down: only all of them are 100 %. */
function shareText(all: Numbers): string {
  const total = totalOf(all);
  if (total === 0) return '';
  const share = Math.floor((all.up_to_date / total) * 100);
  return `${share} % of ${total.toLocaleString('en')} instances and proxies are up to date.`;
}

const wayTo = (wanted: Partial<WantedTargets>): string => {
  const { state, fleet, owner, service, behind } = wanted;
  const asked = { state, fleet, owner, service, behind: behind ? String(behind) : undefined };
  const query = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return `/compliance?${new URLSearchParams(query)}`;
};

/** What is not read, whose it is, and the targets themselves. */
export const complianceMain = (
  view: Compliance,
  here: Here,
): Html => html`${gapsPart({ surveys: view.surveys, at: view.now })}
<div class="beside">
${partsPart('By fleet', view.fleets, (name) => ({ fleet: name }), fleetName)}
${partsPart('By owner', view.owners, (name) => ({ owner: name }), ownerName)}
${partsPart('By service', view.services, (name) => ({ service: name as WantedTargets['service'] }), servicePart)}
</div>
${targetsPart(view)}
${notesPart(view, here)}
${surveysPart({ surveys: view.surveys, at: view.now })}`;

const servicePart = (name: string): string => serviceOf(name as ServiceName).label;
const fleetName = (name: string): string => (name === NO_FLEET ? 'in no fleet' : name);
const ownerName = (name: string): string => (name === NO_OWNER ? 'without an owner' : name);

const PARTS_SHOWN = 12;

function partsPart(
  title: string,
  parts: readonly Part[],
  wanted: (name: string) => Partial<WantedTargets>,
  called: (name: string) => string,
): Html | string {
  if (parts.length === 0) return '';
  const rows = parts.slice(0, PARTS_SHOWN);
  const rest = parts.length - rows.length;
  return html`<section>
<h2>${title} <span class="count">${parts.length}</span></h2>
<table class="totals parts">
<caption>How many are in each state</caption>
<thead><tr><th scope="col">${title.slice('By '.length)}</th>${STATES_IN_ORDER.map((state) => html`<th scope="col" class="number">${STATES[state]}</th>`)}</tr></thead>
<tbody>
${rows.map(({ name, numbers }) => html`<tr><th scope="row"><a href="${wayTo(wanted(name))}"><bdi>${text(called(name))}</bdi></a></th>${STATES_IN_ORDER.map((state) => html`<td class="number${numbers[state] > 0 ? ` ${state}` : ''}">${numbers[state]}</td>`)}</tr>\n`)}</tbody>
</table>
${rest > 0 ? html`<p>and ${rest} more, which are better off</p>\n` : ''}</section>
`;
}

function targetsPart(view: Compliance): Html {
  const { found, shown: some, wanted, now } = view;
  const caption =
    found === 0
      ? 'None'
      : `${wanted.behind + 1} to ${wanted.behind + some.length} of ${found.toLocaleString('en')}, the worst first, and of those what has waited for longest`;
  return html`<section>
<h2>${titleOf(wanted)} <span class="count">${found}</span></h2>
${formPart(view)}${targetsTable(caption, some, now)}${pagesPart(view)}</section>`;
}

function titleOf({ state, fleet, owner, service }: WantedTargets): Html {
  const of = [
    service === undefined ? [] : [servicePart(service)],
    fleet === undefined ? [] : [fleet === NO_FLEET ? 'in no fleet' : `fleet ${fleet}`],
    owner === undefined ? [] : [owner === NO_OWNER ? 'without an owner' : `owner ${owner}`],
  ].flat();
  return html`${state === undefined ? 'Instances and proxies' : `What is ${STATES[state]}`}${of.length > 0 ? html`: ${shown(of.join(', '))}` : ''}`;
}

const option = (value: string, words: string, selected: boolean): Html =>
  html`<option value="${value}"${selected ? ' selected' : ''}>${text(words)}</option>`;

function formPart({ wanted, fleets, services }: Compliance): Html {
  const { state, fleet, owner, service } = wanted;
  return html`<form method="get" action="/compliance">
<label>State <select name="state">${option('', 'every state', state === undefined)}${STATES_IN_ORDER.map((one) => option(one, STATES[one], one === state))}</select></label>
<label>Fleet <select name="fleet">${option('', 'every fleet', fleet === undefined)}${fleets.slice(0, 100).map(({ name }) => option(name, fleetName(name), name === fleet))}</select></label>
<label>Service <select name="service">${option('', 'every service', service === undefined)}${services.map(({ name }) => option(name, servicePart(name), name === service))}</select></label>
<label>Owner <input name="owner" size="14" maxlength="255" value="${owner ?? ''}"></label>
<button>Show</button>
</form>
`;
}

function pagesPart({ wanted, found }: Compliance): Html | string {
  const { behind } = wanted;
  const before = behind > 0 ? wayTo({ ...wanted, behind: Math.max(0, behind - TARGETS_SHOWN) }) : undefined;
  const next =
    behind + TARGETS_SHOWN < found ? wayTo({ ...wanted, behind: behind + TARGETS_SHOWN }) : undefined;
  if (before === undefined && next === undefined) return '';
  return html`<p>${before === undefined ? '' : html`<a href="${before}">those before</a> `}${next === undefined ? '' : html`<a href="${next}">more of them</a>`}</p>
`;
}

function notesPart({ surveys, now }: Compliance, here: Here): Html {
  const fresh = newSurveys({ surveys, at: now });
  return html`<section>
<h2>To know</h2>
<ul>
${fresh.map((survey) => html`<li>${text(surveyName(survey))} was ${NEW_SURVEY}.</li>\n`)}<li>${AGES}</li>
<li>Numbers are those of the last complete surveys; a line is what its row says now. ${howMany(surveys.length, 'survey')} ${surveys.length === 1 ? 'is' : 'are'} told below.</li>
<li>All of it as a file: ${commandPart({ command: 'report', words: {}, options: { output: 'csv' } }, here)}</li>
</ul>
</section>`;
}
