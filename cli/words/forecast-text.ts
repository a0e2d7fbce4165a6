import { forecastLine, forecastRows, givenTexts } from '../../shared/desk/forecast-words.ts';
import type { Forecast } from '../../shared/fleet/forecast/forecast.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { folded } from './folded.ts';
import { alignedText } from './table-text.ts';

/** A forecast for a person, `width` in cells. */
export const forecastText = ({ id, fleet }: RolloutHead, found: Forecast, width: number): string =>
  [
    lineText(`${id}  fleet ${fleet}: ${forecastLine(found)}`, width),
    '\n',
    alignedText(forecastRows(found, '-'), width),
    '\n',
    ...givenTexts(found).map((text) => lineText(text, width)),
  ].join('');

/** A sentence within so many cells. */
export const lineText = (text: string, width: number): string =>
  `${folded(oneLine(redactText(text)), width, 2)}\n`;
