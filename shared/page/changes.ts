import { html } from 'hono/html';
import type { PlanChanges } from '../desk/changes.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { howMany } from '../values/how-many.ts';
import type { For } from './given.ts';
import { commandPart, type Html, text, utcTime } from './parts.ts';
import { rolloutLink, rolloutPath } from './rollout.ts';

/** Where it is told how a plan differs from the one before it. */
export const changesPath = (id: string): string => `${rolloutPath(id)}/changes`;

/** Which two plans are compared, and what that comes to in numbers. */
export function changesHead({ head, before, changes }: PlanChanges, given: For): Html {
  const { id, fleet } = head;
  const sum = changes && changes.added.length + changes.removed.length + changes.otherwise.length;
  return html`<h1>${sum === undefined ? 'Changes' : sum === 0 ? 'Nothing changed' : howMany(sum, 'change')} since the last plan of <bdi>${text(fleet)}</bdi></h1>
<p>${rolloutLink(head, given, id)}${before ? html` beside ${rolloutLink(before, given, before.id)}, asked for ${utcTime(before.asked.at)}` : ''}. Read ${utcTime(given.now)}.</p>`;
}

/** What one plan has and the other has not, and what both bring otherwise. */
export function changesMain(view: PlanChanges, { here }: For): Html {
  const { head, before, changes } = view;
  if (!before) return html`<p>There is no plan before it that is remembered.</p>`;
  if (!changes) {
    const command = { command: 'fleet show', words: { rollout: head.id }, options: { output: 'md' } };
    return html`<p>They are too long to be compared on a page: ${commandPart(command, here)}</p>`;
  }
  const part = (title: string, ids: readonly string[]) => partOf(title, ids, view);
  return html`<p>The last plan had ${howMany(changes.selected_before, 'target')}.</p>
${part('In this plan alone', changes.added)}
${part('In the last plan alone', changes.removed)}
${part('In another wave, or from or to another version', changes.otherwise)}`;
}

const partOf = (title: string, ids: readonly string[], { targets, head }: PlanChanges): Html | string =>
  ids.length === 0
    ? ''
    : html`<section>
<h2>${title} <span class="count">${ids.length}</span></h2>
<ul>
${ids.slice(0, MOST).map((id) => html`<li>${targetText(id, targets.get(id), head.waves)}</li>\n`)}${ids.length > MOST ? html`<li>and ${ids.length - MOST} more</li>\n` : ''}</ul>
</section>`;

const MOST = 100;

const targetText = (
  id: string,
  row: RolloutTarget | undefined,
  waves: readonly { readonly name: string }[],
): Html =>
  html`<bdi>${text(row?.name ?? id)}</bdi>${row ? html` <small>${text(id)}, ${text(row.operation)}, ${text(row.from)} → ${text(row.to)}, wave ${text(waves[row.wave]?.name ?? '')}</small>` : ''}`;
