import * as z from 'zod/mini';
import { compareVersions, version } from '../values/versions.ts';

/** Hot patches as the vendor's sample writes them, `3.208.0.6,3.208.0.7`, put into the order in which the work goes. */
export const hotfixList = (order: 'ascending' | 'descending') =>
  z.pipe(
    z.string().check(
      // What is longer is not looked at any further: comparing each with each would take it seconds.
      z.maxLength(1024, { error: 'expected at most 1024 characters', abort: true }),
      z.refine((text) => text.split(',').every((one) => version.safeParse(one).success), {
        error: 'expected dotted versions joined by commas without spaces, such as 3.208.0.6,3.208.0.7',
      }),
      z.refine((text) => !hasEqual(text.split(',')), { error: 'expected each version once' }),
    ),
    z.transform((text: string) => {
      const versions = text.split(',').sort(compareVersions);
      return (order === 'ascending' ? versions : versions.reverse()).join(',');
    }),
  );

const hasEqual = (versions: string[]) =>
  versions.some((one, i) => versions.slice(i + 1).some((other) => compareVersions(one, other) === 0));
