import { html } from 'hono/html';
import { forecastLine, forecastRows, givenTexts } from '../desk/forecast-words.ts';
import type { Forecast } from '../fleet/forecast/forecast.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { shown, text, utcTime } from './parts.ts';
import { pageHtml } from './shell.ts';

/** A forecast as one file to mail. */
export function forecastFile({ id, fleet }: RolloutHead, found: Forecast): string {
  const [heads = [], ...rows] = forecastRows(found, '');
  return pageHtml({
    title: `Forecast of ${fleet}`,
    head: html`<h1>Forecast of ${shown(fleet)}</h1>
<p>${text(forecastLine(found))}.</p>
<p><small>${text(id)}</small> Made ${utcTime(found.at)}.</p>`,
    main: html`<section>
<h2>Waves</h2>
<table class="totals">
<caption>When each wave is foreseen to start, and by when it is done</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${shown(name)}</th>${cells.map((cell) => html`<td>${text(cell)}</td>`)}</tr>\n`)}</tbody>
</table>
</section>
<section>
<h2>Taken as given</h2>
<ul>
${givenTexts(found).map((one) => html`<li>${text(one)}</li>\n`)}</ul>
</section>`,
  });
}
