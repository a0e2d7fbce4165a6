import { html } from 'hono/html';
import type { CommandLine } from '../desk/command-line.ts';
import { redactText } from '../values/redact.ts';
import { utc } from '../values/time/instant.ts';
import { bothTimes } from '../words/both-times.ts';
import { commandText, type Here } from '../words/command-text.ts';
import { oneLine } from '../words/one-line.ts';

/** A piece of a page, escaped. */
export type Html = ReturnType<typeof html>;

/** Others' words: without secrets, on one line, every character showing; the template escapes what HTML knows. */
export const text = (words: string): string => oneLine(redactText(words));

/** The same, standing apart from what is around it, whichever way it is written; nothing where there is nothing. */
export const shown = (words: string | undefined): Html | string =>
  words ? html`<bdi>${text(words)}</bdi>` : '';

/** A time (epoch ms) as it is shown. */
const timeTag = (at: number, words: string | Html): Html => html`<time datetime="${utc(at)}">${words}</time>`;

/** A time as clocks show it in UTC, to the minute. */
export const utcTime = (at: number): Html => timeTag(at, `${utc(at).slice(0, 16).replace('T', ' ')} UTC`);

/** A time as clocks show it in a region, and in UTC. */
export const placeTime = (at: number, region: string): Html => timeTag(at, bothTimes(at, region));

/** A name, and the id under it; without a name the id alone. */
export const nameCell = (name: string | undefined, id: string): Html =>
  name
    ? html`<th scope="row"><bdi>${text(name)}</bdi><small>${text(id)}</small></th>`
    : html`<th scope="row"><bdi>${text(id)}</bdi></th>`;

/** A command to paste. */
export const commandPart = (command: CommandLine, here: Here): Html =>
  html`<code class="command">${text(commandText(command, here))}</code>`;
