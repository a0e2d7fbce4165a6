import { fits } from '../../values/glob.ts';
import { allOf, cannotTell, type Match, matchIf, NO } from './match.ts';
import type { Surveyed } from './surveyed.ts';

/** Tags by their keys: the pattern that the value fits, or several of which it fits one. */
export type Tags = Readonly<Record<string, string | readonly string[]>>;

/** Whether an instance has every one of the tags. A list of which some could not be read proves no tag absent. */
export function hasTags(tags: Tags, { instance }: Surveyed): Match {
  const { tags: shown, unread } = instance;
  if (shown === undefined) return cannotTell('its tags were not read');
  return allOf(
    Object.entries(tags).map(([key, patterns]) => {
      const value = Object.hasOwn(shown, key) ? shown[key] : undefined;
      if (value !== undefined) return matchIf([patterns].flat().some((pattern) => fits(pattern, value)));
      return unread.includes('tags') ? cannotTell('some of its tags could not be read') : NO;
    }),
  );
}
