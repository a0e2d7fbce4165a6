import { html } from 'hono/html';
import { surveyName } from '../desk/fleet-words.ts';
import type { Coverage } from '../fleet/compliance/coverage.ts';
import { serviceOf } from '../huawei/services/services.ts';
import { howLong } from '../values/time/how-long.ts';
import { type Html, placeTime, shown, text } from './parts.ts';
import { sinceCell } from './targets.ts';

/** Surveys at a time (epoch ms). */
export interface Surveyed {
  readonly surveys: readonly Coverage[];
  readonly at: number;
}

/** What could not be read, which is said before anything else. */
export function gapsPart({ surveys, at }: Surveyed): Html | string {
  const partial = surveys.filter(({ gaps }) => gaps.length > 0);
  if (partial.length === 0) return '';
  return html`<section class="warning">
<h2>Not read, so that nobody knows what else is there</h2>
<ul>
${partial.map((survey) => html`<li>${text(surveyName(survey))}: ${gapsOf(survey, at)}</li>\n`)}</ul>
</section>`;
}

const gapsOf = ({ gaps, region }: Coverage, now: number) =>
  gaps.map(
    ({ why, since }, index) =>
      html`${index > 0 ? '; ' : ''}${text(why)}${since === undefined ? '' : html`, since ${placeTime(since, region)} (${howLong(now - since)})`}`,
  );

/** What each survey met, and how old that is. */
export const surveysPart = ({ surveys, at }: Surveyed) => html`<section>
<h2>Where this was read</h2>
<table class="surveys">
<caption>What each survey met, how old that is, and since when it has looked</caption>
<thead><tr><th scope="col">Survey</th><th scope="col" class="number">Instances</th><th scope="col">Read</th><th scope="col">First surveyed</th><th scope="col">Not read</th></tr></thead>
<tbody>
${surveys.map((survey) => surveyRow(survey, at))}</tbody>
</table>
</section>`;

const surveyRow = (survey: Coverage, now: number) =>
  html`<tr><th scope="row">${serviceOf(survey.service).label} ${text(survey.region)}<small>${text(survey.project)}</small></th><td class="number">${survey.instances}</td><td>${sinceCell(survey.read_at, survey.region, now, 'ago')}</td><td>${sinceCell(survey.first_pass_at, survey.region, now, 'ago')}</td><td>${survey.nowhere === undefined ? gapsOf(survey, now) : shown(survey.nowhere)}</td></tr>\n`;
