import type { Service } from '../../huawei/services/service.ts';
import { serviceOf } from '../../huawei/services/services.ts';
import { fits } from '../../values/glob.ts';
import { bareVersion, compareVersions, isVersion } from '../../values/versions.ts';
import { allOf, anyOf, cannotTell, type Match, matchIf, NO, YES } from './match.ts';
import type { Surveyed } from './surveyed.ts';
import { type Comparison, parseVersionPattern } from './version-pattern.ts';

/** The versions that an instance shows, without `V2.0-`; `whole` when it can have no other. */
interface Shown {
  readonly versions: readonly string[];
  readonly whole: boolean;
}

/**
 * Whether an instance runs one of the versions. A glob fits the base version or any installed patch; a comparison holds for
 * the newest of them.
 */
export function runsVersion(patterns: readonly string[], surveyed: Surveyed): Match {
  const shown = shownBy(surveyed);
  return anyOf(
    patterns.map((text) => {
      const pattern = parseVersionPattern(text);
      if (!pattern) return cannotTell('the pattern of versions cannot be read');
      if ('glob' in pattern) return fitsGlob(pattern.glob, shown);
      return allOf(pattern.comparisons.map((comparison) => compares(comparison, shown)));
    }),
  );
}

function shownBy({ service, instance: { version: base, patches, unread } }: Surveyed): Shown {
  const { patches_in: fields }: Service = serviceOf(service);
  const versions = [base, ...(patches ?? [])].flatMap((one) => (one ? [bareVersion(one)] : []));
  const hidden =
    fields !== undefined && (patches === undefined || fields.some((field) => unread.includes(field)));
  return { versions, whole: Boolean(base) && !hidden };
}

const NOT_SHOWN = 'its versions were not all shown';
const NO_NUMBERS = 'a version of it is not made of dotted numbers';

function fitsGlob(glob: string, { versions, whole }: Shown): Match {
  if (versions.some((one) => fits(glob, one) || fits(withoutZeros(glob), withoutZeros(one)))) return YES;
  return whole ? NO : cannotTell(NOT_SHOWN);
}

/** `2.24.3` in place of `2.24.03`: the same numbers. */
const withoutZeros = (text: string) =>
  text
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part)) : part))
    .join('.');

function compares({ operator, than }: Comparison, { versions, whole }: Shown): Match {
  const numbers = versions.filter(isVersion);
  const [newest] = numbers.sort(compareVersions).slice(-1);
  if (newest === undefined) return cannotTell(versions.length > 0 ? NO_NUMBERS : NOT_SHOWN);
  const above = operator.startsWith('>');
  const difference = compareVersions(newest, than);
  const holds = difference === 0 ? operator.endsWith('=') : difference > 0 === above;
  if (whole && numbers.length === versions.length) return matchIf(holds);
  // A version that is not seen may be newer: that changes neither "yes, above" nor "no, not below".
  if (holds === above) return matchIf(holds);
  return cannotTell(whole ? NO_NUMBERS : NOT_SHOWN);
}
