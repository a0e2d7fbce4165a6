import { html } from 'hono/html';
import { BILLED, backupsOf, backupText } from '../desk/backups.ts';
import type { RolloutTarget } from '../fleet/rollout/target.ts';
import { type Html, shown } from './parts.ts';

/** What the rollout has left in the cloud, as far as its targets were read. */
export function backupsPart(rows: readonly RolloutTarget[]): Html | string {
  const backups = backupsOf(rows);
  return backups.length === 0
    ? ''
    : html`<section>
<h2>Backups <span class="count">${backups.length}</span></h2>
<p>Made before the work on these targets: ${BILLED}.</p>
<ul>
${backups.map((one) => html`<li>${shown(backupText(one))}</li>\n`)}</ul>
</section>`;
}
