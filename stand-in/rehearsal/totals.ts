import type { PlayedWave } from './play.ts';
import { reportOf } from './runs.ts';

/** How many targets the intents of all waves named, each counted once an intent. */
export const targetsOf = (waves: readonly PlayedWave[]): number =>
  waves
    .flatMap(({ played }) => played)
    .map(({ runs }) => runs.flatMap(({ lines }) => reportOf(lines[0])?.outcomes ?? []))
    .reduce((sum, outcomes) => sum + new Set(outcomes.map(({ target }) => target)).size, 0);

/** How many calls the stand-in took work from; the pieces of work of one call share its parsed request. */
export const callsOf = (waves: readonly PlayedWave[]): number =>
  waves.reduce((sum, { accepted }) => sum + new Set(accepted.map(({ request }) => request)).size, 0);
