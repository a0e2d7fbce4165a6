import { html } from 'hono/html';
import type { Home } from '../desk/home.ts';
import { byItself, needsOf } from '../desk/rollout-needs.ts';
import { targetStanding } from '../desk/rollout-targets.ts';
import { sizeOf, stateText, wholeTally } from '../desk/rollouts.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import type { FleetHead } from '../fleet/steering/fleet-head.ts';
import { pauseText } from '../ledger/pause.ts';
import { howMany } from '../values/how-many.ts';
import type { For } from './given.ts';
import { commandPart, type Html, nameCell, shown, text, utcTime } from './parts.ts';
import { needPart, rolloutLink, rolloutPath, storyLink } from './rollout.ts';
import { stripPart } from './waves.ts';

/** How many things need somebody, and how fresh that is. */
export const homeHead = ({ open, pauses }: Home, { now }: For): Html => {
  const needing = open.filter((head) => needsOf(head, now).length > 0).length;
  return html`<h1>${needing === 0 ? 'Nothing needs you' : `${howMany(needing, 'rollout')} ${needing === 1 ? 'needs' : 'need'} you`}</h1>
<p>Read ${utcTime(now)}. What single requests came to is told by <code>db-upkeep status</code>.</p>
${pauses.map((pause) => html`<section class="needs"><p><strong>Paused:</strong> ${shown(pauseText(pause))}</p></section>\n`)}`;
};

/** What needs somebody, what is at work, what ends by itself, and every fleet. */
export function homeMain(home: Home, given: For): Html {
  const { open } = home;
  const needing = open.filter((head) => needsOf(head, given.now).length > 0);
  return html`${part(
    'Needs you',
    needing.length,
    needing.map((head) => articleOf(head, given)),
  )}
${workingPart(home, given)}
${waitingPart(open, given)}
${fleetsPart(home, given)}`;
}

const part = (title: string, count: number, body: readonly Html[]): Html | string =>
  count === 0
    ? ''
    : html`<section>
<h2>${title} <span class="count">${count}</span></h2>
${body}</section>`;

const articleOf = (head: RolloutHead, given: For): Html => html`<article>
<h3>${rolloutLink(head, given)} <span class="stands ${head.state}">${stateText(head)}</span> <span class="count">${howMany(sizeOf(head), 'target')}</span></h3>
${needsOf(head, given.now).map((need) => needPart(need, given.here))}</article>
`;

function workingPart({ open, working }: Home, given: For): Html | string {
  const rows = open
    .flatMap((head) => (working.get(head.id) ?? []).map((row) => ({ head, row })))
    .toSorted((one, other) => (one.row.released_at ?? 0) - (other.row.released_at ?? 0));
  const total = open.reduce((sum, { in_flight, kept }) => sum + in_flight.length + kept.length, 0);
  const untold = total - rows.length;
  if (rows.length === 0) return '';
  const reason = { reason: '<why>' };
  return html`<section>
<h2>Running now <span class="count">${total}</span></h2>
<p>Stops everything that is not sent yet: ${commandPart({ command: 'pause', words: {}, options: reason }, given.here)}</p>
${workingTable(rows.slice(0, FIRST), given)}${rows.length > FIRST ? html`<details><summary>${rows.length - FIRST} more</summary>\n${workingTable(rows.slice(FIRST), given)}</details>\n` : ''}${untold > 0 ? html`<p>These have been at work for longest. ${untold} more stand with their rollouts.</p>\n` : ''}</section>`;
}

/** So many are seen without a click: what stands below is looked for as well. */
const FIRST = 8;

interface Working {
  readonly head: RolloutHead;
  readonly row: RolloutTarget;
}

const workingTable = (rows: readonly Working[], given: For): Html => html`<table class="working">
<caption>What is at work, or may be, for longest first</caption>
<thead><tr><th scope="col">Stands</th><th scope="col">Database</th><th scope="col">Rollout</th><th scope="col">What</th><th scope="col">Where</th></tr></thead>
<tbody>
${rows.map(({ head, row }) => workingRow(head, row, given))}</tbody>
</table>
`;

function workingRow(head: RolloutHead, row: RolloutTarget, given: For): Html {
  const { stands, why } = targetStanding(row, head, given.now);
  const { name, target, operation, to, region } = row;
  return html`<tr><td><span class="stands ${row.result ?? row.state}">${stands}</span><small>${shown(why)}</small></td>${nameCell(name, target)}<td>${rolloutLink(head, given)}${given.in_file ? '' : storyLink(row, head)}</td><td>${text(operation)}<small>${shown(to)}</small></td><td>${shown(region)}</td></tr>
`;
}

const waitingPart = (open: readonly RolloutHead[], given: For): Html | string => {
  const waits = open.flatMap((head) => {
    const why = byItself(head, given.now);
    return why === undefined ? [] : [html`<li>${rolloutLink(head, given)}: ${shown(why)}</li>\n`];
  });
  return part('Ends by itself', waits.length, waits.length > 0 ? [html`<ul>\n${waits}</ul>\n`] : []);
};

function fleetsPart({ fleets, open }: Home, given: For): Html {
  if (fleets.length === 0) return html`<p>No fleet was planned yet.</p>`;
  return html`<section>
<h2>Fleets <span class="count">${fleets.length}</span></h2>
<table class="fleets">
<caption>Where each fleet stands, and when it plans next</caption>
<thead><tr><th scope="col">Fleet</th><th scope="col">Rollout</th><th scope="col">Targets</th><th scope="col">Next plan</th></tr></thead>
<tbody>
${fleets.map((fleet) => fleetRow(fleet, open, given))}</tbody>
</table>
</section>`;
}

function fleetRow(
  { fleet, planned, waits, next, rollouts }: FleetHead,
  open: readonly RolloutHead[],
  given: For,
) {
  const own = open.filter((head) => head.fleet === fleet && !isOver(head));
  const last = rollouts.at(-1)?.id;
  const lastPart =
    planned?.is === 'nothing' || planned?.is === 'refused'
      ? html`${planned.is === 'nothing' ? 'nothing to do' : 'no plan'}: ${shown(planned.reason)}`
      : last === undefined || given.in_file
        ? ''
        : html`<a href="${rolloutPath(last)}">the last one</a>`;
  const standing = own.map(
    (head) =>
      html`${rolloutLink(head, given)} <span class="stands ${head.state}">${stateText(head)}</span>${stripPart(wholeTally(head))}`,
  );
  const size = own.reduce((sum, head) => sum + sizeOf(head), 0);
  return html`<tr><th scope="row"><bdi>${text(fleet)}</bdi></th><td>${own.length > 0 ? standing : lastPart}${waits === undefined ? '' : html`<small>waits ${shown(waits)}</small>`}</td><td class="number">${own.length > 0 ? size : ''}</td><td>${next === undefined ? 'when somebody asks for it' : next.at <= given.now ? 'due now' : utcTime(next.at)}</td></tr>
`;
}
