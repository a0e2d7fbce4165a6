import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holdText } from '../../shared/desk/fleet-words.ts';
import { holdOf, USUAL_HOLD } from '../../shared/fleet/holds.ts';
import { DAY, HOUR } from '../../shared/values/time/units.ts';

const at = (text: string) => Date.parse(text);
const SEEN = at('2026-11-01T00:00:00Z');
const held = (value: string, region = 'tr-west-1', first_seen = SEEN) => ({
  region,
  holds: { 'upkeep-hold-until': { value, first_seen } },
});
const on = (value: string, now: string, region?: string) => holdOf(held(value, region), USUAL_HOLD, at(now));

describe('a hold', () => {
  test.each([
    [
      'lasts until its date is over in the region',
      '2026-11-30',
      '2026-11-30T20:59:59Z',
      'tr-west-1',
      'in_force',
    ],
    ['is over then', '2026-11-30', '2026-11-30T21:00:00Z', 'tr-west-1', 'over'],
    ['lasts longer further west', '2026-11-30', '2026-12-01T02:59:59Z', 'sa-brazil-1', 'in_force'],
    [
      'lasts for the longest day where the zone is not known',
      '2026-11-30',
      '2026-12-01T11:59:59Z',
      'xx',
      'in_force',
    ],
    ['and no longer', '2026-11-30', '2026-12-01T12:00:00Z', 'xx', 'over'],
    [
      'may end at a point in time',
      '2026-11-30T10:00:00+03:00',
      '2026-11-30T06:59:59Z',
      'tr-west-1',
      'in_force',
    ],
    ['ends there', '2026-11-30T10:00:00+03:00', '2026-11-30T07:00:00Z', 'tr-west-1', 'over'],
    ['stands until the longest is over', '2027-12-31', '2026-12-30T23:59:59Z', 'tr-west-1', 'in_force'],
    ['is void after that', '2027-12-31', '2026-12-31T00:00:00Z', 'tr-west-1', 'void'],
    ['of a day that does not exist is unclear', '2026-02-30', '2026-11-30T00:00:00Z', 'tr-west-1', 'unclear'],
    ['in other words is unclear', 'until easter', '2026-11-30T00:00:00Z', 'tr-west-1', 'unclear'],
    ['that is empty is unclear', '', '2026-11-30T00:00:00Z', 'tr-west-1', 'unclear'],
  ])('%s', (_, value, now, region, is) => {
    expect(on(value, now, region)).toMatchObject({ value, is });
  });

  test('is none without the tag, whatever else the row has', () => {
    expect(holdOf({ region: 'tr-west-1' }, USUAL_HOLD, SEEN)).toBeUndefined();
    expect(holdOf(held('2026-11-30'), { tag: '__proto__', longest: 'P60D' }, SEEN)).toBeUndefined();
  });

  test('never lasts longer than a fleet allows, and never comes back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        fc.nat(400 * 24),
        fc.nat(100 * 24),
        fc.constantFrom('tr-west-1', 'ap-southeast-3', 'la-south-2', 'nowhere-1'),
        (date, hours, later, region) => {
          const now = SEEN + hours * HOUR;
          const one = held(date.toISOString().slice(0, 10), region);
          const [first, then] = [now, now + later * HOUR].map((when) => holdOf(one, USUAL_HOLD, when));
          if (then?.is === 'in_force') {
            expect(first?.is).toBe('in_force');
            expect(now + later * HOUR).toBeLessThan(SEEN + 60 * DAY);
          }
        },
      ),
    );
  });

  test('is told in words', () => {
    const words = ([value, now]: readonly [string, string]) => {
      const hold = on(value, now);
      return hold && holdText(hold);
    };
    expect(
      (
        [
          ['2026-11-30', '2026-11-02T00:00:00Z'],
          ['2026-11-30', '2026-12-02T00:00:00Z'],
          ['2027-11-30', '2026-12-02T00:00:00Z'],
          ['2027-11-30', '2027-02-02T00:00:00Z'],
          ['soon', '2026-11-02T00:00:00Z'],
        ] as const
      ).map(words),
    ).toEqual([
      'held until 2026-11-30',
      'hold until 2026-11-30 is over',
      'held until 2026-12-31T00:00:00Z, not until 2027-11-30: longer than its fleet allows',
      'hold until 2027-11-30 is void since 2026-12-31T00:00:00Z: longer than its fleet allows',
      'hold until "soon", which is no date',
    ]);
  });
});
