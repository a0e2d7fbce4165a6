import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { lastsOf } from '../../shared/durations/lasts.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { MINUTE } from '../../shared/values/time/units.ts';

const operation = (takes_ms: number) => ({ follow: { takes_ms } }) as Operation;
const ends = (...minutes: number[]) =>
  minutes.map((lasted, index) => ({ job: `job-${index}`, lasted_ms: lasted * MINUTE }));
const lengths = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: least, maxLength: most });

test.each([
  ['none', [], { ms: 30 * MINUTE, assumed: true }],
  ['four, all shorter', [1, 2, 3, 4], { ms: 30 * MINUTE, assumed: true }],
  ['four, one of them longer', [1, 45, 3, 4], { ms: 45 * MINUTE, assumed: true }],
  ['five', [9, 1, 2, 3, 4], { ms: 9 * MINUTE }],
  ['ten, of which nine lasted no longer', [1, 2, 3, 4, 5, 6, 7, 8, 9, 100], { ms: 9 * MINUTE }],
  ['twenty', Array.from({ length: 20 }, (_, n) => 20 - n), { ms: 18 * MINUTE }],
  ['one more, which is too old', [999, ...Array.from({ length: 20 }, () => 7)], { ms: 7 * MINUTE }],
])('proven ends: %s', (_, minutes, lasts) => {
  expect(lastsOf(operation(30 * MINUTE), ends(...minutes))).toEqual(lasts);
});

test('of five ends or more, nine of ten of the last 20 lasted no longer, and one of them just as long', () => {
  fc.assert(
    fc.property(lengths(5, 40), (minutes) => {
      const { ms, assumed } = lastsOf(operation(MINUTE), ends(...minutes));
      const last = minutes.slice(-20).map((one) => one * MINUTE);
      const within = last.filter((one) => one <= ms).length;
      const shorter = last.filter((one) => one < ms).length;
      expect(assumed).toBeUndefined();
      expect(last).toContain(ms);
      expect(within / last.length).toBeGreaterThanOrEqual(0.9);
      expect(shorter / last.length).toBeLessThan(0.9);
    }),
  );
});

test('fewer ends never make it shorter than the operation states, nor than what was seen', () => {
  fc.assert(
    fc.property(lengths(0, 4), fc.nat({ max: 10_000 }), (minutes, takes) => {
      const { ms, assumed } = lastsOf(operation(takes), ends(...minutes));
      expect(assumed).toBe(true);
      expect(ms).toBe(Math.max(takes, ...minutes.map((one) => one * MINUTE)));
    }),
  );
});

describe.each(catalog)('$name', ({ follow }) => {
  test('states how long its work takes, which is less than it is followed for', () => {
    expect(follow.takes_ms).toBeGreaterThan(0);
    expect(follow.takes_ms).toBeLessThan(follow.within_ms);
  });
});
