import { forecastLine, forecastRows, givenTexts } from '../../shared/desk/forecast-words.ts';
import type { Forecast, Range } from '../../shared/fleet/forecast/forecast.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { csvText, markdownText } from './table-text.ts';

const time = (at: number | undefined) => (at === undefined ? undefined : utc(at));

const rangeOf = (range: Range | undefined) =>
  range && { earliest: utc(range.earliest), latest: time(range.latest) };

/** A forecast as programs take it: times in RFC 3339. */
export const forecastFields = (found: Forecast) => ({
  at: utc(found.at),
  says: forecastLine(found),
  good_until: time(found.good_until),
  first_start: time(found.first_start),
  done_by: rangeOf(found.done_by),
  left: found.left,
  halts: found.halts,
  waves: found.waves.map(({ name, size, starts, ends }) => ({
    name,
    targets: size,
    starts: rangeOf(starts),
    done_by: rangeOf(ends),
  })),
  assumed: found.assumed,
  decided: found.decided.map(({ verb, wave, at, because }) => ({ verb, wave, at: utc(at), because })),
});

/** The same as one object. */
export const forecastJson = ({ id, fleet, state }: RolloutHead, found: Forecast): string =>
  `${JSON.stringify(redact({ rollout: id, fleet, state, ...forecastFields(found) }), null, 2)}\n`;

/** A line a wave; times in RFC 3339. */
export const forecastCsv = ({ id }: RolloutHead, { waves }: Forecast): string =>
  csvText([
    ['rollout', 'wave', 'targets', 'starts_earliest', 'starts_latest', 'done_by_earliest', 'done_by_latest'],
    ...waves.map(({ name, size, starts, ends }) => [
      id,
      name,
      String(size),
      ...[starts?.earliest, starts?.latest, ends?.earliest, ends?.latest].map((at) => time(at) ?? ''),
    ]),
  ]);

/** As Markdown: what is foreseen of the whole, of each wave, and what that takes as given. */
export const forecastMarkdown = ({ id, fleet }: RolloutHead, found: Forecast): string =>
  [
    markdownText([
      ['rollout', 'fleet', 'forecast'],
      [id, fleet, forecastLine(found)],
    ]),
    markdownText(forecastRows(found, '')),
    markdownText([['taken as given'], ...givenTexts(found).map((text) => [text])]),
  ].join('\n');
