import { fits } from '../../values/glob.ts';
import { cannotTell, type Match, matchIf } from './match.ts';
import type { Surveyed } from './surveyed.ts';

/** Whether an instance's engine fits one of the patterns; letter case does not matter. */
export function hasEngine(patterns: readonly string[], { instance: { engine } }: Surveyed): Match {
  if (engine === undefined) return cannotTell('its engine was not shown');
  return matchIf(patterns.some((pattern) => fits(pattern.toLowerCase(), engine.toLowerCase())));
}
