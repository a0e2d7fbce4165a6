import { fits } from '../../values/glob.ts';
import { cannotTell, type Match, matchIf } from './match.ts';
import type { Surveyed } from './surveyed.ts';

/** Whether an instance's name fits one of the patterns. */
export function hasName(patterns: readonly string[], { instance: { name } }: Surveyed): Match {
  if (name === undefined) return cannotTell('its name was not shown');
  return matchIf(patterns.some((pattern) => fits(pattern, name)));
}
