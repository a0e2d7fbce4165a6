import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstFit } from '../../shared/calendar/fit.ts';
import { openingsBetween, openTimeline, unfrozen } from '../../shared/calendar/timeline.ts';
import { DAYS, type Window } from '../../shared/calendar/window.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';

const NOW = Date.UTC(2027, 2, 20, 8);

const anyWindow: fc.Arbitrary<Window> = fc.record({
  days: fc.oneof(fc.constant('every' as const), fc.subarray([...DAYS], { minLength: 1, maxLength: 2 })),
  from: fc.constantFrom('00:00', '01:30', '22:00', '23:30'),
  for: fc.constantFrom('PT30M', 'PT4H', 'PT24H', 'P2D'),
  time_zone: fc.constantFrom('UTC', 'Europe/Dublin', 'Asia/Singapore', 'America/New_York'),
});
const anyFreeze = fc
  .tuple(fc.integer({ min: -50, max: 2000 }), fc.integer({ min: 1, max: 400 }))
  .map(([begins, hours]) => ({ from: NOW + begins * HOUR, to: NOW + (begins + hours) * HOUR }));

test('work fits when and until when it fits as each moment is looked at by itself, in whatever order it is asked', () => {
  fc.assert(
    fc.property(
      fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
      fc.array(anyFreeze, { maxLength: 3 }),
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: 60 * 24 * 60 }),
          fc.constantFrom(0, 20 * MINUTE, 3 * HOUR, 30 * HOUR),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      (windows, freezes, asked) => {
        const timeline = openTimeline(
          (from, to) => unfrozen(openingsBetween(windows, from, to), freezes, from, to),
          NOW,
        );
        for (const [minutes, lasts] of asked) {
          const from = NOW + minutes * MINUTE;
          expect(timeline(from, lasts)).toEqual(
            firstFit(windows, freezes, { from, lasts }, from + 400 * DAY),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('what touches is one opening, also where one look ends and the next begins', () => {
  const seen: number[] = [];
  const timeline = openTimeline((from, to) => {
    seen.push(from);
    return [{ from, to: Math.min(to, NOW + 40 * DAY) }].filter((one) => one.from < one.to);
  }, NOW);
  expect(timeline(NOW, 39 * DAY)).toEqual({ at: NOW, closes: NOW + 40 * DAY });
  expect(timeline(NOW + DAY, HOUR)).toEqual({ at: NOW + DAY, closes: NOW + 40 * DAY });
  expect(seen).toHaveLength(2);
  expect(timeline(NOW + 40 * DAY, HOUR)).toBeUndefined();
});
