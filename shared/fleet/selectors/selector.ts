import { runsVersion } from './current.ts';
import { hasEngine } from './engine.ts';
import { inEnterpriseProjects } from './enterprise-project.ts';
import { hasId } from './id.ts';
import { allOf, type Match, NO, not } from './match.ts';
import { hasName } from './name.ts';
import { inPlaces } from './place.ts';
import type { PlaceId, Surveyed } from './surveyed.ts';
import { hasTags, type Tags } from './tag.ts';

/** Who is meant: every field that is there must hold, and of a list one entry. `*` and `?` are wildcards where a pattern stands. */
export interface Words {
  readonly places?: readonly PlaceId[] | undefined;
  readonly tags?: Tags | undefined;
  /** Patterns. */
  readonly names?: readonly string[] | undefined;
  /** Patterns. */
  readonly engines?: readonly string[] | undefined;
  /** Patterns or comparisons of versions. */
  readonly current?: readonly string[] | undefined;
  readonly enterprise_projects?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
}

/** Who is meant, and who is not although the rest would take it. */
export interface Selector extends Words {
  readonly leave_out?: Words | undefined;
}

type Matchers = {
  readonly [Word in keyof Words]-?: (wanted: NonNullable<Words[Word]>, of: Surveyed) => Match;
};

/** A matcher for each word; one that is missing here does not compile. */
const MATCHERS: Matchers = {
  places: inPlaces,
  tags: hasTags,
  names: hasName,
  engines: hasEngine,
  current: runsVersion,
  enterprise_projects: inEnterpriseProjects,
  ids: hasId,
};

/** Every word of a selector. */
export const WORDS = Object.keys(MATCHERS) as readonly (keyof Words)[];

/** Whether a selector takes an instance. What is left out, or may be, is never a yes. */
export function selects({ leave_out, ...words }: Selector, surveyed: Surveyed): Match {
  const included = holds(words, surveyed);
  return leave_out ? allOf([included, not(holds(leave_out, surveyed))]) : included;
}

function holds(words: Words, surveyed: Surveyed): Match {
  const matches: Match[] = [];
  for (const word of WORDS) {
    const wanted = words[word];
    if (wanted === undefined) continue;
    const match = (MATCHERS[word] as (wanted: unknown, of: Surveyed) => Match)(wanted, surveyed);
    // Most instances of a large place are in few of its fleets.
    if (match.is === 'no') return NO;
    matches.push(match);
  }
  return allOf(matches);
}
