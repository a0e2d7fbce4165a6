import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inWindow, nextOpen } from '../../shared/terms/offer.ts';

const at = (text: string) => Date.parse(`2024-10-30T${text}:00Z`);
const HOUR = 3_600_000;

test.each([
  ['18:00-22:00', '02:00', '2024-10-30T18:00:00Z', '2024-10-30T22:00:00Z'],
  ['18:00-22:00', '18:00', undefined, '2024-10-30T22:00:00Z'],
  ['18:00-22:00', '21:59', undefined, '2024-10-30T22:00:00Z'],
  ['18:00-22:00', '22:00', '2024-10-31T18:00:00Z', '2024-10-31T22:00:00Z'],
  ['22:00-02:00', '01:59', undefined, '2024-10-30T02:00:00Z'],
  ['22:00-02:00', '02:00', '2024-10-30T22:00:00Z', '2024-10-31T02:00:00Z'],
  ['22:00-02:00', '23:00', undefined, '2024-10-31T02:00:00Z'],
  ['18:30-18:30', '12:00', undefined, '2024-10-30T18:30:00Z'],
])('%s at %s: from %s to %s', (window, now, not_before, not_after) => {
  expect(inWindow(window, at(now))).toEqual({ ...(not_before && { not_before }), not_after });
});

test.each([undefined, 'whenever', '6:00-10:00'])('the window %s says nothing', (window) => {
  expect(nextOpen(window, 0)).toBeUndefined();
  expect(inWindow(window, 0)).toEqual({});
});

test('it opens within a day and at the hour it says, and closes at the other', () => {
  const time = fc.integer({ min: 0, max: 23 });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 0, max: 3e12 }), (from, to, now) => {
      const two = (hour: number) => String(hour).padStart(2, '0');
      const { opens = -1, closes = -1 } = nextOpen(`${two(from)}:00-${two(to)}:00`, now) ?? {};
      expect(opens - now).toBeGreaterThanOrEqual(0);
      expect(opens - now).toBeLessThanOrEqual(24 * HOUR);
      if (opens > now) expect(new Date(opens).getUTCHours()).toBe(from);
      expect(closes).toBeGreaterThan(opens);
      expect(closes - opens).toBeLessThanOrEqual(24 * HOUR);
      expect(closes % HOUR).toBe(0);
      expect(new Date(closes).getUTCHours()).toBe(to);
    }),
  );
});
