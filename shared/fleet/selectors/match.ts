/** Whether an instance is meant: what could not be read makes no answer of its own, and says why. */
export type Match =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'cannot_tell'; readonly why: readonly string[] };

export const YES: Match = { is: 'yes' };
export const NO: Match = { is: 'no' };

export const matchIf = (holds: boolean): Match => (holds ? YES : NO);

/** No answer, for a reason in words. */
export const cannotTell = (why: string): Match => ({ is: 'cannot_tell', why: [why] });

/** Yes if all are yes. One no decides, whatever cannot be told. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.some(({ is }) => is === 'no')) return NO;
  return unless(matches, YES);
}

/** No if all are no. One yes decides, whatever cannot be told. */
export function anyOf(matches: readonly Match[]): Match {
  if (matches.some(({ is }) => is === 'yes')) return YES;
  return unless(matches, NO);
}

/** The opposite; of what cannot be told there is none. */
export function not(match: Match): Match {
  return match.is === 'cannot_tell' ? match : matchIf(match.is === 'no');
}

function unless(matches: readonly Match[], otherwise: Match): Match {
  const why = matches.flatMap((match) => (match.is === 'cannot_tell' ? match.why : []));
  return why.length > 0 ? { is: 'cannot_tell', why: [...new Set(why)] } : otherwise;
}
