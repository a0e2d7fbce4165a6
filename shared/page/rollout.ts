import { html } from 'hono/html';
import { byItself, type Need, needsOf } from '../desk/rollout-needs.ts';
import { leftOutCounts, targetStanding } from '../desk/rollout-targets.ts';
import { sizeOf, stateText, wholeTally } from '../desk/rollouts.ts';
import type { TakingBack, WayBack } from '../desk/taking-back.ts';
import { lastRelease } from '../fleet/rollout/backup.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { isOver } from '../fleet/rollout/state.ts';
import type { LeftOut, RolloutTarget } from '../fleet/rollout/target.ts';
import type { LogLine } from '../fleet/steering/store.ts';
import { releaseId } from '../terms/release.ts';
import { howMany } from '../values/how-many.ts';
import type { Here } from '../words/command-text.ts';
import { backupsPart } from './backups-part.ts';
import type { For } from './given.ts';
import { commandPart, type Html, nameCell, placeTime, shown, text, utcTime } from './parts.ts';
import { storyPath } from './story.ts';
import { wavesPart } from './waves.ts';

/** A rollout for a page: its head, some of its targets, what happened, and what its plan left out as far as that was read. */
export interface RolloutView extends For {
  readonly head: RolloutHead;
  readonly rows: readonly RolloutTarget[];
  readonly log: readonly LogLine[];
  readonly left_out: readonly LeftOut[];
  /** The plan leaves out more than was read. */
  readonly more_left_out?: boolean;
  /** In one sentence, when it is over. */
  readonly forecast?: string | undefined;
  /** What of the rows can be taken back, where it is halted. */
  readonly back?: TakingBack | undefined;
  /** Stands above the targets and behind them: how to see others. */
  readonly ways?: {
    readonly filter: Html | string;
    readonly more: Html | string;
    readonly changes: Html | string;
  };
}

/** Where a rollout is shown. */
export const rolloutPath = (id: string): string => `/rollouts/${encodeURIComponent(id)}`;

/** Where it is shown in a file that holds every page. */
export const rolloutAnchor = (id: string): string => `rollout-${id}`;

/** The way to where a rollout is shown, by the name of its fleet or by other words; the words alone where it is not shown. */
export function rolloutLink(head: RolloutHead, { in_file }: Pick<For, 'in_file'>, words = head.fleet): Html {
  const name = html`<bdi>${text(words)}</bdi>`;
  if (in_file && isOver(head)) return name;
  return html`<a href="${in_file ? `#${rolloutAnchor(head.id)}` : rolloutPath(head.id)}">${name}</a>`;
}

/** The way to what happened to the last try of a target; nothing before the first. */
export function storyLink(row: RolloutTarget, { id: rollout }: RolloutHead): Html | string {
  const { seq, attempt, stage, operation, project } = lastRelease(row);
  if (attempt === 0) return '';
  const request = releaseId({ rollout, seq, attempt, stage });
  return html`<small><a href="${storyPath(request, operation, project)}">what happened</a></small>`;
}

/** What stands first: where it stands, what it needs, and what ends by itself. */
export function rolloutHead({ head, forecast, now, here }: RolloutView): Html {
  const { id, fleet, why, planned_at, good_until, hash } = head;
  const { well, badly, at_work, waiting } = wholeTally(head);
  return html`<h1><bdi>${text(fleet)}</bdi> <span class="stands ${head.state}">${stateText(head)}</span></h1>
<p><small>${text(id)}</small> ${howMany(sizeOf(head), 'target')}: ${well} well, ${badly} badly, ${at_work} at work, ${waiting} waiting.${why && isOver(head) ? html` ${shown(`${why.reason}.`)}` : ''}</p>
<p>${forecast === undefined ? '' : html`${text(forecast)}. `}${planned_at === undefined ? '' : html`Planned ${utcTime(planned_at)}. `}${good_until === undefined ? '' : html`Good until ${utcTime(good_until)}. `}${hash === undefined ? '' : html`Hash <code>${text(hash.slice(0, 16))}</code>. `}Read ${utcTime(now)}.</p>
${needsOf(head, now).map((need) => needPart(need, here))}${waitPart(byItself(head, now))}`;
}

/** Something that a person has to do, and how. */
export const needPart = ({ sentence, commands }: Need, here: Here): Html => html`<section class="needs">
<p><strong>Needs you:</strong> ${shown(sentence)}</p>
${commands.map((command) => html`<p>${commandPart(command, here)}</p>\n`)}</section>
`;

const waitPart = (sentence: string | undefined): Html | string =>
  sentence === undefined
    ? ''
    : html`<p class="waits"><strong>Ends by itself:</strong> ${shown(sentence)}</p>\n`;

/** Its waves, its targets, what was left out and what happened. */
export const rolloutMain = (view: RolloutView): Html => html`${wavesPart(view.head, view.now)}
${takingBackPart(view)}${targetsPart(view)}
${backupsPart(view.rows)}
${leftPart(view)}
${logPart(view)}`;

const HEADS = ['Database', 'Wave', 'From and to', 'Why, or what came of it', 'Where', 'Owner'];

const targetsPart = (view: RolloutView): Html | string => {
  const { head, rows, ways, in_file } = view;
  if (rows.length === 0 && !ways) return '';
  return html`<section>
<h2>Targets</h2>
${ways?.changes ?? ''}${ways?.filter ?? ''}<table class="rollout">
<caption>${howMany(rows.length, 'target')} of ${sizeOf(head)}</caption>
<thead><tr><th scope="col">Stands</th>${HEADS.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => targetRow(row, view, ways !== undefined && !in_file))}</tbody>
</table>
${ways?.more ?? ''}</section>`;
};

function targetRow(row: RolloutTarget, view: RolloutView, linked: boolean): Html {
  const { head, now, back, here } = view;
  const { stands, why } = targetStanding(row, head, now);
  const { name, target, wave, operation, from, to, region, ended_at, owner } = row;
  return html`<tr><td><span class="stands ${row.result ?? row.left ?? row.state}">${stands}</span></td>${nameCell(name, target)}<td>${shown(head.waves[wave]?.name)}</td><td>${shown(from)} → ${shown(to)}<small>${text(operation)}</small></td><td>${shown(why)}${linked ? storyLink(row, head) : ''}${backPart(back?.each.get(row.target), here)}</td><td>${shown(region)}${ended_at === undefined ? '' : html`<small>${placeTime(ended_at, region)}</small>`}</td><td>${shown(owner)}</td></tr>
`;
}

/** How one of the targets is taken back: to be unfolded, since it is never the next thing to do. */
const backPart = (way: WayBack | undefined, here: Here): Html | string =>
  way && 'command' in way
    ? html`<details><summary>take it back</summary>${commandPart(way.command, here)}</details>`
    : '';

/** What to know before anything is taken back, and what is not. */
const takingBackPart = ({ back }: RolloutView): Html | string =>
  back
    ? html`<section>
<h2>Taking back</h2>
<ul>
${[...back.first, ...back.not].map((line) => html`<li>${shown(line)}</li>\n`)}</ul>
${back.first.length > 0 ? html`<p>The command stands with each target below that has something to take back.</p>\n` : ''}</section>
`
    : '';

/** So many are named for each reason where a page may not grow. */
const NAMED = 20;

const leftPart = (view: RolloutView): Html | string => {
  const { left_out, more_left_out } = view;
  return left_out.length === 0
    ? ''
    : html`<section>
<h2>Left out of the plan <span class="count">${more_left_out ? `more than ${left_out.length}` : left_out.length}</span></h2>
${more_left_out ? html`<p>Of the first ${left_out.length}:</p>\n` : ''}<ul>
${leftOutCounts(left_out).map(
  ({ code, count, words }) => html`<li><details><summary>${count} ${words}</summary><ul>
${namedPart(code, view)}</ul></details></li>
`,
)}</ul>
</section>`;
};

function namedPart(code: string, { left_out, head, ways, here }: RolloutView): Html {
  const own = left_out.filter((one) => one.code === code);
  const named = ways ? own.slice(0, NAMED) : own;
  const all = { command: 'fleet show', words: { rollout: head.id }, options: { output: 'csv' } } as const;
  return html`${named.map(({ target, reason }) => html`<li><bdi>${text(target)}</bdi>: ${shown(reason)}</li>\n`)}${named.length < own.length ? html`<li>and more: ${commandPart(all, here)}</li>\n` : ''}`;
}

const logPart = ({ log }: RolloutView): Html | string =>
  log.length === 0
    ? ''
    : html`<section>
<h2>What happened</h2>
<ul>
${log.toReversed().map(({ at, by, sentence }) => html`<li>${utcTime(at)} ${shown(sentence)}${by === undefined || sentence.includes(by) ? '' : html` (${shown(by)})`}</li>\n`)}</ul>
</section>`;
