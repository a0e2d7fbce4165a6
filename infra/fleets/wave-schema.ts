import * as z from 'zod/mini';
import { wholeNumber } from '../../shared/values/whole-number.ts';
import { fieldsOf } from '../yaml/fields.ts';
import { duration, list } from '../yaml/forms.ts';
import { byList } from './by-schema.ts';
import { SELECTOR } from './selector-schema.ts';

/** As many can be in flight in one wave. */
const MOST_AT_ONCE = 100;

const SHARE = 'expected a share from 1% to 100%';
const shareOr = (expected: string) => z.string(expected).check(z.regex(/^([1-9]\d?|100)%$/, expected));
const share = shareOr(SHARE);
// Of a text the union tells the share's own words, so that they are the same.
const amount = (most: number) => {
  const expected = `expected a whole number from 1 to ${most}, or a share from 1% to 100%`;
  return z.union([wholeNumber(1, most), shareOr(expected)], expected);
};

const gate = fieldsOf('a gate', {
  alarms: z.optional(z.literal('none', 'expected none: no alarm fires that did not fire before the wave')),
  veto: z.optional(byList('expected a list of who may stop the wave, such as [webhook:monitoring]')),
  needs: z.optional(byList('expected a list of who confirms the wave, such as [webhook:smoke-test]')),
});

/** A wave, of whatever selector. */
export const wave = fieldsOf('a wave', {
  ...SELECTOR,
  rest: z.optional(z.literal(true, 'expected true, or no such field')),
  at_once: z._default(amount(MOST_AT_ONCE), 1),
  ramp: z._default(list(wholeNumber(1, MOST_AT_ONCE)), []),
  stop_after: z._default(amount(10_000), 1),
  enough: z._default(share, '100%'),
  bake: z._default(duration('PT0S'), 'PT0S'),
  gate: z.optional(gate),
});
