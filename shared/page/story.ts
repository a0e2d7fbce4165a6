import { html } from 'hono/html';
import { aboutLetters, endPause } from '../desk/command-line.ts';
import type { NextStep } from '../desk/letters/next-steps.ts';
import type { Request } from '../desk/requests.ts';
import type { Stories } from '../desk/story.ts';
import { timelineOf } from '../desk/timeline.ts';
import type { WhatIf } from '../desk/what-if.ts';
import { type Advice, type Advised, whatNow } from '../desk/what-now.ts';
import { type Pause, pauseText } from '../ledger/pause.ts';
import type { Here } from '../words/command-text.ts';
import type { For } from './given.ts';
import { commandPart, type Html, shown, text, utcTime } from './parts.ts';

/** A request, and what would come of it if somebody acted on it. */
interface Told {
  readonly request: Request;
  readonly whatIf: WhatIf;
}

/** Where the story of a request is told. */
export const storyPath = (request_id: string, operation: string, project: string): string =>
  `/request?${new URLSearchParams({ id: request_id, operation, project })}`;

/** Which request it is, and how fresh that is. */
export const storyHead = (id: string, { requests }: Stories, { now }: For): Html => html`<h1>${
  requests.length === 0 ? 'No such request' : html`Request <bdi>${text(id)}</bdi>`
}</h1>
<p>${requests.length === 0 ? html`The ledger holds none that is called ${shown(id)}. It forgets after 35 days. ` : ''}Read ${utcTime(now)}.</p>`;

/** What to do now, and what happened in the order of time; the same as `explain` tells. */
export const storyMain = (
  told: readonly Told[],
  pauses: readonly Pause[],
  { now, here }: For,
): readonly Html[] => told.map((one) => storyPart(one, whatNow(one.request, now, pauses, []), here));

function storyPart({ request, whatIf }: Told, advised: readonly Advised[], here: Here): Html {
  const { operation, region, project_id } = request.entry;
  return html`<section>
<h2>${text(operation)} <span class="count">${text(region)}, project ${text(project_id)}</span></h2>
<h3>What to do now</h3>
${advised.map((one) => advisedPart(one, here))}${whatIf.cancel ? cancelPart(whatIf.cancel, here) : ''}${whatIf.letter ? letterPart(request, whatIf.letter, here) : ''}<h3>What happened</h3>
<ol class="story">
${timelineOf(request).map(({ at, lines: [first = '', ...more] }) => html`<li>${utcTime(at)} ${shown(first)}${more.map((line) => html`<small>${text(line)}</small>`)}</li>\n`)}</ol>
</section>
`;
}

const cancelPart = (
  { does, command }: NonNullable<WhatIf['cancel']>,
  here: Here,
): Html => html`<h3>What a cancel would do</h3>
<div class="waits">
${does.map(({ what, says, more = [] }) => html`<p>${shown(what)} ${text(says)}${more.map((line) => html`<br><small>${text(line)}</small>`)}</p>\n`)}${
  command
    ? html`<p>It shows this again, and asks: ${commandPart(command, here)}</p>\n`
    : html`<p>Nothing of it can be canceled.</p>\n`
}</div>
`;

const letterPart = (
  { entry }: Request,
  steps: readonly NextStep[],
  here: Here,
): Html => html`<h3>What can be done about its dead letter</h3>
<div class="waits">
<p>The dead-letter queue is not read here: the letter may be redriven or removed already. To see it: ${commandPart(aboutLetters('show', entry), here)}</p>
${steps.map(({ says, command, does = [] }) => html`<p>${text(says)} ${command ? commandPart(command, here) : ''}${does.map((line) => html`<br><small>${text(line)}</small>`)}</p>\n`)}</div>
`;

const advisedPart = ({ status, targets, advice }: Advised, here: Here): Html => html`<div class="waits">
<p><strong class="stands ${status}">${status.replaceAll('_', ' ')}</strong> ${shown(targets.join(' '))}</p>
${advice.map((one) => advicePart(one, here))}</div>
`;

function advicePart(advice: Advice, here: Here): Html {
  if ('pause' in advice) {
    const { pause } = advice;
    return html`<p><strong>Paused:</strong> ${shown(pauseText(pause))} ${commandPart(endPause(pause), here)}</p>\n`;
  }
  const { says = '', command } = advice;
  return html`<p>${text(says)} ${command ? commandPart(command, here) : ''}</p>\n`;
}
