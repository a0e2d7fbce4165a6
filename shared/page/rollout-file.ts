import { forecastLine } from '../desk/forecast-words.ts';
import type { WholeRollout } from '../desk/read-rollout.ts';
import { stateText } from '../desk/rollouts.ts';
import type { Here } from '../words/command-text.ts';
import { rolloutHead, rolloutMain } from './rollout.ts';
import { pageHtml } from './shell.ts';

/** A rollout with every target of it, as one file to mail; `now` in epoch ms. */
export function rolloutFile(whole: WholeRollout, now: number, here: Here): string {
  const { head, targets, left_out, log, back } = whole;
  const forecast = whole.forecast && forecastLine(whole.forecast);
  const view = { head, rows: targets, left_out, log, forecast, back, now, here };
  return pageHtml({
    title: `${head.fleet}: ${stateText(head)}`,
    head: rolloutHead(view),
    main: rolloutMain(view),
  });
}
