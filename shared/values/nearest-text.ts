import { nearest } from './nearest.ts';

const MOST_NAMED = 3;

/** The names that a mistyped one may stand for, as `a, b or c`; empty where none is near, or more than three are equally near. */
export const nearestText = (
  typed: string,
  names: readonly string[],
  spelled = (name: string) => name,
): string => oneOfText(nearest(typed, names).map(spelled));

/** Names that are equally near, in the same form. */
export function oneOfText(names: readonly string[]): string {
  if (names.length > MOST_NAMED) return '';
  const [last = '', ...others] = names.toReversed();
  return others.length > 0 ? `${others.toReversed().join(', ')} or ${last}` : last;
}
