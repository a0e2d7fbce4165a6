import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../../../shared/values/time/duration.ts';
import { parseInstant, vendorTime } from '../../../shared/values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { faultInWhen, parseWhen } from '../../../shared/values/time/when.ts';

/** Whole seconds from 1971 to 9998, so that no offset moves the written year out of four digits or before 1970. */
const at = fc
  .integer({ min: Date.UTC(1971, 0, 1) / 1000, max: Date.UTC(9998, 11, 31) / 1000 })
  .map((s) => s * 1000);
const offset = fc.integer({ min: -(14 * 60 + 59), max: 14 * 60 + 59 });
const clock = new Intl.NumberFormat('en', { minimumIntegerDigits: 2 });
const two = (n: number) => clock.format(n);

describe("the vendor's form", () => {
  test('what is written is read back, instant and offset', () => {
    fc.assert(
      fc.property(at, offset, (at, offset) => {
        const text = vendorTime({ at, offset });
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/);
        expect(parseInstant(text)).toEqual({ at, offset });
      }),
    );
  });

  test('every offset names the same instant', () => {
    fc.assert(
      fc.property(at, offset, offset, (at, one, other) => {
        expect(parseInstant(vendorTime({ at, offset: one }))?.at).toBe(
          parseInstant(vendorTime({ at, offset: other }))?.at,
        );
      }),
    );
  });

  test.each([
    ['2023-06-06T01:47:20+0800', '2023-06-05T17:47:20Z', 480],
    ['2023-06-06T01:47:20-0330', '2023-06-06T05:17:20Z', -210],
    ['2024-12-31T23:30:00-0100', '2025-01-01T00:30:00Z', -60],
    ['2024-02-29T00:00:00+1400', '2024-02-28T10:00:00Z', 840],
    ['2024-02-29T00:00:00+0000', '2024-02-29T00:00:00Z', 0],
  ])('%s is %s', (text, utc, offset) => {
    expect(parseInstant(text)).toEqual({ at: Date.parse(utc), offset });
    expect(vendorTime({ at: Date.parse(utc), offset })).toBe(text);
  });
});

describe('RFC 3339', () => {
  test.each([
    ['2026-11-21T19:11:35Z', '2026-11-21T19:11:35Z', 0],
    ['2026-11-21T19:11:35.999999Z', '2026-11-21T19:11:35Z', 0],
    ['2026-11-21T19:11:35+08:00', '2026-11-21T11:11:35Z', 480],
    ['2026-11-21T19:11:35.5-05:30', '2026-11-22T00:41:35Z', -330],
    ['2026-11-21T19:11:35-00:00', '2026-11-21T19:11:35Z', 0],
    ['2026-11-21t19:11:35z', '2026-11-21T19:11:35Z', 0],
    ['2026-11-21t19:11:35.5+08:00', '2026-11-21T11:11:35Z', 480],
  ])('%s is read', (text, utc, offset) => {
    expect(parseInstant(text)).toStrictEqual({ at: Date.parse(utc), offset });
  });

  test('whatever ISO text Date writes is read as Date reads it, in whole seconds', () => {
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 999 }), (at, ms) => {
        expect(parseInstant(new Date(at + ms).toISOString())).toEqual({ at, offset: 0 });
      }),
    );
  });

  test.each([
    ['no offset', '2026-11-21T19:11:35'],
    ['a space for the T', '2026-11-21 19:11:35Z'],
    ['a day only', '2026-11-21'],
    ['no seconds', '2026-11-21T19:11Z'],
    ['hour 24', '2026-11-21T24:00:00Z'],
    ['minute 60', '2026-11-21T19:60:00Z'],
    ['second 60', '2026-11-21T19:59:60Z'],
    ['offset +15:00', '2026-11-21T19:11:35+15:00'],
    ['offset of 60 minutes', '2026-11-21T19:11:35+01:60'],
    ['offset of hours only', '2026-11-21T19:11:35+08'],
    ['a year before 1970', '1969-12-31T23:59:59Z'],
    ['year 0', '0000-01-01T00:00:00Z'],
    ['year 99, which Date takes for 1999', '0099-01-01T00:00:00Z'],
    ['a signed year', '+002026-11-21T19:11:35Z'],
    ['an underscore offset', '2018-08-20T02:33:49_0800'],
    ['epoch milliseconds', '1731738579000'],
    ['an empty fraction', '2026-11-21T19:11:35.Z'],
    ['a fraction of ten digits', '2026-11-21T19:11:35.0000000000Z'],
    ['a fraction without end', `2026-11-21T19:11:35.${'0'.repeat(255_000)}Z`],
    ['a line break at the end', '2026-11-21T19:11:35Z\n'],
    ['a space before', ' 2026-11-21T19:11:35Z'],
    ['full-width digits', '２０２６-11-21T19:11:35Z'],
    ['nothing', ''],
  ])('%s is refused', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('days', () => {
  test('exactly those of the calendar exist', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1971, max: 9998 }),
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 0, max: 99 }),
        (year, month, day) => {
          const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
          const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
          const read = parseInstant(`${year}-${two(month)}-${two(day)}T12:00:00Z`);
          expect(read !== undefined).toBe(day >= 1 && day <= days);
        },
      ),
    );
  });

  test.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2000-02-29', true],
    ['2100-02-29', false],
    ['2024-02-30', false],
    ['2024-04-31', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-01-00', false],
    ['2024-01-32', false],
  ])('%s: %s', (day, exists) => {
    expect(parseInstant(`${day}T00:00:00Z`) !== undefined).toBe(exists);
  });
});

describe('durations', () => {
  test.each([
    ['PT0S', 0],
    ['PT1S', 1000],
    ['PT90M', 90 * MINUTE],
    ['PT2H', 2 * HOUR],
    ['P1D', DAY],
    ['P1DT1S', DAY + 1000],
    ['P2W', 14 * DAY],
    ['P1W2DT3H4M5S', 9 * DAY + 3 * HOUR + 4 * MINUTE + 5000],
    ['P400D', 400 * DAY],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'PT1.5H',
    'PT1,5H',
    '-PT1H',
    'P-1D',
    'pt1h',
    'PT1H ',
    'PT1H\n',
    'PT1M1H',
    '1H',
    '3600',
    '',
    'P400DT1S',
    'P58W',
    `P${'9'.repeat(400)}D`,
    `PT${'9'.repeat(20)}S`,
    `PT${'0'.repeat(8)}1S`,
    `PT${'0'.repeat(255_000)}10M`,
  ])('%j is refused', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('the parts add up', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(part(10), part(30), part(99), part(999), part(9999), (w, d, h, m, s) => {
        const ms = (w * 7 + d) * DAY + h * HOUR + m * MINUTE + s * 1000;
        expect(parseDuration(`P${w}W${d}DT${h}H${m}M${s}S`)).toBe(ms);
      }),
    );
  });
});

describe('when', () => {
  test('a duration counts from the given time, in whole seconds and UTC', () => {
    expect(parseWhen('PT2H', Date.parse('2026-01-01T00:00:00.999Z'))).toEqual({
      at: Date.parse('2026-01-01T02:00:00Z'),
      offset: 0,
    });
  });

  test('a point in time does not care from when', () => {
    fc.assert(
      fc.property(at, offset, at, (at, offset, from) => {
        expect(parseWhen(vendorTime({ at, offset }), from)).toEqual({ at, offset });
      }),
    );
  });

  const nearly = fc.stringMatching(/^P?T?[0-9WDHMSTZ:.+-]{0,30}$/);
  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearly), at, (text, from) => {
        for (const read of [parseInstant(text), parseWhen(text, from)]) {
          if (read) expect(Number.isSafeInteger(read.at) && Number.isSafeInteger(read.offset)).toBe(true);
        }
        expect(parseDuration(text) ?? 0).toBeLessThanOrEqual(400 * DAY);
      }),
    );
  });
});

describe('what is not taken', () => {
  const EXPECTED = 'expected RFC 3339 or a duration';
  const months = 'months are not taken: a month has no fixed length (minutes stand after a T, as in PT5M)';
  const order = 'expected weeks, days, T, hours, minutes and seconds in this order, as in P1DT12H';
  test.each([
    ['P1M', months],
    ['P1M2D', months],
    ['P1Y', 'years are not taken: a year has no fixed length'],
    ['P1Y2M', 'years are not taken: a year has no fixed length'],
    ['PT1.5H', 'fractions are not taken: write a smaller unit, as in PT90M'],
    ['PT0,5H', 'fractions are not taken: write a smaller unit, as in PT90M'],
    ['-PT1H', 'signs are not taken: a duration counts forward'],
    ['+P1D', 'signs are not taken: a duration counts forward'],
    ['P-1D', 'signs are not taken: a duration counts forward'],
    ['pt1h', 'expected capital letters in a duration, as in PT2H'],
    ['PT1M1H', order],
    ['P1H', order],
    ['PT2', order],
    ['P401D', 'expected a duration of at most 400 days'],
    ['PT999999999S', 'expected at most 8 digits a number in a duration'],
    ['2026-12-31T23:59:60Z', 'leap seconds are not taken: write second 59, or the minute after it'],
    ['tomorrow', EXPECTED],
    ['P', EXPECTED],
    ['PT', EXPECTED],
    ['', EXPECTED],
  ])('%s is refused by its name', (text, message) => {
    expect(faultInWhen(text, EXPECTED)).toBe(message);
  });

  test('a text has a fault exactly when it cannot be read', () => {
    const nearly = fc.stringMatching(/^[+-]?P?T?[0-9YWDHMSTZ:.,+-]{0,30}$/);
    fc.assert(
      fc.property(nearly, (text) => {
        expect(faultInWhen(text, EXPECTED) === undefined).toBe(parseWhen(text, 0) !== undefined);
      }),
    );
  });
});
