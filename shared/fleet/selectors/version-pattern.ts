import { bareVersion, isVersion } from '../../values/versions.ts';

/** `than` without `V2.0-`. */
export interface Comparison {
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly than: string;
}

/** Which versions are meant: those that fit a glob, or those for which all comparisons hold. */
export type VersionPattern = { readonly glob: string } | { readonly comparisons: readonly Comparison[] };

const COMPARISON = /^(<=?|>=?)(.+)$/;
const GLOB = /^[\w.*?-]{1,64}$/;

/** Reads `1.7`, `1.7.*`, `<3.208.0.7` or `>=2.23 <2.24`; undefined for anything else. */
export function parseVersionPattern(text: string): VersionPattern | undefined {
  if (!/^[<>]/.test(text)) return GLOB.test(text) ? { glob: bareVersion(text) } : undefined;
  const comparisons = text.split(' ').map(parseComparison);
  return comparisons.every((one) => one !== undefined) ? { comparisons } : undefined;
}

/** What is wrong with a text that should be a pattern of versions; undefined when nothing is. */
export const faultInVersionPattern = (text: string): string | undefined =>
  parseVersionPattern(text) === undefined
    ? 'expected a version such as 1.7 or 1.7.*, or comparisons such as <3.208.0.7 or >=2.23 <2.24'
    : undefined;

function parseComparison(text: string): Comparison | undefined {
  const [, operator, written = ''] = COMPARISON.exec(text) ?? [];
  const than = bareVersion(written);
  return isVersion(than) ? { operator: operator as Comparison['operator'], than } : undefined;
}
