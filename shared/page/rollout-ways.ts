import { html } from 'hono/html';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { changesPath } from './changes.ts';
import { type Html, text } from './parts.ts';
import { rolloutPath } from './rollout.ts';

/** What of the targets somebody asks to see. */
export interface Filter {
  readonly wave: number | undefined;
  readonly only: 'all' | 'notable' | 'waiting' | 'ended';
  readonly behind: string | undefined;
}

/** What each of them is called. */
export const ONLY: Readonly<Record<Filter['only'], string>> = {
  all: 'all of them',
  notable: 'those to look at',
  waiting: 'those that wait',
  ended: 'those that ended',
};

/** Where somebody says which targets are to be shown. */
export const formPart = ({ waves }: RolloutHead, { wave, only }: Filter): Html => html`<form method="get">
<label>Wave <select name="wave"><option value="">every wave</option>${waves.map(({ name }, index) => html`<option value="${name}"${index === wave ? ' selected' : ''}>${text(name)}</option>`)}</select></label>
<label>Targets <select name="only">${Object.entries(ONLY).map(([value, words]) => html`<option value="${value}"${value === only ? ' selected' : ''}>${words}</option>`)}</select></label>
<button>Show</button>
</form>
`;

/** The way to what is otherwise than in the plan before. */
export const changesPart = ({ id }: RolloutHead): Html =>
  html`<p><a href="${changesPath(id)}">What changed since the last plan</a></p>
`;

/** The way to those behind a second key. */
export function morePart({ id, waves }: RolloutHead, { wave, only }: Filter, behind: string): Html {
  const query = new URLSearchParams({ wave: waves[wave ?? -1]?.name ?? '', only, behind });
  return html`<p><a href="${rolloutPath(id)}?${query}">more of them</a></p>
`;
}
