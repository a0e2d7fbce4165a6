import { forecastLine } from '../../../shared/desk/forecast-words.ts';
import { isNotable, targetStanding } from '../../../shared/desk/rollout-targets.ts';
import { wholeTally } from '../../../shared/desk/rollouts.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { align } from '../align.ts';
import { linesAbout, partsOf, typed } from './at-the-shell.ts';
import { hostedSummary } from './hosted-console.ts';
import type { PlayedRollouts } from './play-rollouts.ts';
import { clock } from './strips.ts';

const WIDTH = 100;

/** How the big rollout ended where not well, and why the small one is halted and what settles it, and which backups a third has left. */
export function rolloutLines({
  monthly: { head, targets },
  forecast,
  shell: { halted, backups },
  taken,
  ended_at,
}: PlayedRollouts): string[] {
  const rows = targets.flatMap((row) => {
    const { stands, why = '' } = targetStanding(row, head, ended_at);
    return isNotable(row, { stands }) ? [{ why, target: row.name ?? row.target, stands }] : [];
  });
  const needs = partsOf(halted).find((part) => part.startsWith('Needs you')) ?? '';
  return [
    `forecast: ${forecast ? forecastLine(forecast) : 'none'}`,
    `done:     ${utc(ended_at)}`,
    '',
    ...align(['target', 'why', 'stands'], 'why', rows, WIDTH),
    '',
    ...typed(halted, needs),
    ...typed(backups, ...linesAbout(backups, ['Backups (', ...taken.map(({ name }) => name)])),
  ];
}

/** The same in lines that a person can read at a glance. */
export function rolloutSummary({
  monthly,
  reports,
  payments,
  taken,
  gate,
  hosted,
  ended_at,
}: PlayedRollouts): string[] {
  const { well, badly, left } = wholeTally(monthly.head);
  const { badly: bad, waiting } = wholeTally(reports.head);
  return [
    `Rolled out: ${well + badly + left} targets in ${monthly.head.waves.length} waves by ${clock(ended_at)}: ${well} well, ${badly} badly, ${left} left to the next plan.`,
    `Stopped at a gate until a person let it through: ${gate.replace(/ \(\w{36}\)$/, '')}.`,
    `Halted by its budget: ${bad} ended badly, ${waiting} were not begun.`,
    `Backed up before the work: ${taken.length} instances; then ${wholeTally(payments.head).well} of ${payments.targets.length} targets went well.`,
    hostedSummary(hosted),
  ];
}
