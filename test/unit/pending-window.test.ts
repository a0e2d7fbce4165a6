import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notBefore, opensAt } from '../../shared/pending.ts';

const at = (text: string) => Date.parse(`2024-10-30T${text}:00Z`);
const HOUR = 3_600_000;

test.each([
  ['18:00-22:00', '02:00', '2024-10-30T18:00:00Z'],
  ['18:00-22:00', '18:00', undefined],
  ['18:00-22:00', '21:59', undefined],
  ['18:00-22:00', '22:00', '2024-10-31T18:00:00Z'],
  ['22:00-02:00', '01:59', undefined],
  ['22:00-02:00', '02:00', '2024-10-30T22:00:00Z'],
  ['22:00-02:00', '23:00', undefined],
  ['whenever', '02:00', undefined],
])('%s at %s: not before %s', (window, now, not_before) => {
  expect(notBefore(window, at(now))).toEqual(not_before ? { not_before } : {});
});

test('without a window there is no opening', () => {
  expect(opensAt(undefined, 0)).toBeUndefined();
  expect(opensAt('6:00-10:00', 0)).toBeUndefined();
});

test('it opens within a day, and at the hour it says', () => {
  const time = fc.integer({ min: 0, max: 23 });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 0, max: 3e12 }), (from, to, now) => {
      const two = (hour: number) => String(hour).padStart(2, '0');
      const opens = opensAt(`${two(from)}:00-${two(to)}:00`, now) ?? -1;
      expect(opens - now).toBeGreaterThanOrEqual(0);
      expect(opens - now).toBeLessThanOrEqual(24 * HOUR);
      if (opens > now) expect(new Date(opens).getUTCHours()).toBe(from);
    }),
  );
});
