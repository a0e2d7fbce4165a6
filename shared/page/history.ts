import { html } from 'hono/html';
import type { Month } from '../desk/history.ts';
import { overRunsOf, sizeOf, stateText, wholeTally } from '../desk/rollouts.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { howMany } from '../values/how-many.ts';
import type { For } from './given.ts';
import { commandPart, type Html, shown, text, utcTime } from './parts.ts';
import { rolloutLink } from './rollout.ts';
import { stripPart } from './waves.ts';

/** What it is, and how fresh. */
export const historyHead = (months: readonly Month[], { now }: For): Html => html`<h1>${
  months.length === 0 ? 'Nothing was rolled out yet' : 'What was rolled out'
}</h1>
<p>Of each fleet the last twenty rollouts are remembered. Read ${utcTime(now)}.</p>`;

/** Month by month, which rollouts began, how their targets ended, and who approved. */
export const historyMain = (months: readonly Month[], given: For): Html =>
  html`${months.map((month) => monthPart(month, given))}`;

function monthPart({ name, rollouts }: Month, given: For): Html {
  const all = rollouts.map(wholeTally);
  const sum = (of: 'well' | 'badly') => all.reduce((total, tally) => total + tally[of], 0);
  const targets = rollouts.reduce((total, head) => total + sizeOf(head), 0);
  const overRuns = rollouts.reduce((total, head) => total + overRunsOf(head), 0);
  return html`<section>
<h2>${name} <span class="count">${howMany(rollouts.length, 'rollout')}, ${howMany(targets, 'target')}: ${sum('well')} well, ${sum('badly')} badly${overRuns > 0 ? `, ${howMany(overRuns, 'over-run')}` : ''}</span></h2>
<table class="history">
<caption>What began in ${name}, the latest first</caption>
<thead><tr><th scope="col">Rollout</th><th scope="col">Stands</th><th scope="col">Targets</th><th scope="col">Approved by</th><th scope="col">Change record</th></tr></thead>
<tbody>
${rollouts.map((head) => rolloutRow(head, given))}</tbody>
</table>
</section>
`;
}

function overRunsPart(head: RolloutHead): Html | string {
  const count = overRunsOf(head);
  return count === 0
    ? ''
    : html`<small>${howMany(count, 'over-run')}: still at work when the window had closed</small>`;
}

function rolloutRow(head: RolloutHead, given: For): Html {
  const { id, asked, approvals } = head;
  const record = {
    command: 'fleet show',
    words: { rollout: id },
    options: { targets: true, output: 'md' },
  } as const;
  return html`<tr><th scope="row">${rolloutLink(head, given)}<small>${text(id)}</small></th><td><span class="stands ${head.state}">${stateText(head)}</span><small>planned ${utcTime(asked.at)}</small></td><td>${stripPart(wholeTally(head))}${overRunsPart(head)}</td><td>${approvals.map(({ by, at, wave, because }) => html`<p>${shown(by)}<small>${wave === undefined ? 'all waves' : html`wave ${text(wave)}`}, ${utcTime(at)}${because === undefined ? '' : html`: ${text(because)}`}</small></p>`)}</td><td>${commandPart(record, given.here)}</td></tr>
`;
}
