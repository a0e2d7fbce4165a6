import type { Fleet } from '../fleet.ts';
import type { Match } from '../selectors/match.ts';
import { selects } from '../selectors/selector.ts';
import type { Surveyed } from '../selectors/surveyed.ts';

/** The wave that an instance is in, counted from 0; or that it is in none or several; or why it cannot be told. */
export type InWave =
  | { readonly is: 'one'; readonly wave: number }
  | { readonly is: 'none' }
  | { readonly is: 'several'; readonly names: readonly string[] }
  | { readonly is: 'unclear'; readonly why: string };

/** In which wave an instance is. Whoever is in no other is in the one that says `rest`. */
export function waveOf(waves: Fleet['waves'], surveyed: Surveyed): InWave {
  const named = Object.entries(waves).map(([name, { rest, ...selector }], wave) => ({
    name,
    wave,
    rest,
    selector,
  }));
  const matches = named
    .filter(({ rest }) => !rest)
    .map(({ selector, ...one }): { name: string; wave: number; match: Match } => ({
      ...one,
      match: selects(selector, surveyed),
    }));
  const sure = matches.filter(({ match }) => match.is === 'yes');
  if (sure.length > 1) return { is: 'several', names: sure.map(({ name }) => name) };
  const why = matches.flatMap(({ name, match }) =>
    match.is === 'cannot_tell' ? [`${name}: ${match.why.join(', ')}`] : [],
  );
  if (why.length > 0) return { is: 'unclear', why: why.join('; ') };
  const found = sure[0] ?? named.find(({ rest }) => rest);
  return found ? { is: 'one', wave: found.wave } : { is: 'none' };
}
