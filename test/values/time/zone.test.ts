import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { faultInZone, isZone } from '../../../shared/values/time/zone.ts';
import { ZONE_NAMES } from '../../../shared/values/time/zone-names.ts';

describe('a time zone', () => {
  test('has a name of the tz database; all that this runtime lists have', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isZone(name))).toEqual([]);
    expect([...ZONE_NAMES].filter((name) => !isZone(name))).toEqual([]);
  });

  test.each([
    'UTC',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Asia/Kathmandu',
    'Asia/Katmandu',
    'Europe/Kyiv',
    'Europe/Kiev',
    'US/Eastern',
    'Etc/GMT-14',
    'Etc/UTC',
    'EST',
    'GB-Eire',
    'America/Argentina/Buenos_Aires',
  ])('%s is one', (name) => {
    expect(isZone(name)).toBe(true);
    expect(faultInZone(name)).toBeUndefined();
  });

  test('is spelled letter by letter: another letter case is refused with the right one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONE_NAMES), fc.nat(), (name, where) => {
        const letters = [...name];
        const index = where % letters.length;
        const letter = letters[index] ?? '';
        letters[index] = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const other = letters.join('');
        fc.pre(!ZONE_NAMES.has(other));
        expect(isZone(other)).toBe(false);
        const meant = [...ZONE_NAMES].filter((one) => one.toLowerCase() === name.toLowerCase());
        expect(meant.map((one) => `expected a time zone as the tz database spells it, ${one}`)).toContain(
          faultInZone(other),
        );
      }),
    );
  });

  test.each([
    ['Asia/kolkata', 'Asia/Kolkata'],
    ['Asia/KATHMANDU', 'Asia/Kathmandu'],
    ['Europe/kyiv', 'Europe/Kyiv'],
    ['utc', 'UTC'],
  ])('%s is refused, %s named', (name, right) => {
    expect(faultInZone(name)).toBe(`expected a time zone as the tz database spells it, ${right}`);
  });

  test.each([
    ['Europe/Dubln', 'Europe/Dublin'],
    ['Asia/Singapur', 'Asia/Singapore'],
    ['America/New-York', 'America/New_York'],
  ])('%s is refused, and what it may stand for is named', (name, near) => {
    expect(faultInZone(name)).toBe(`expected a time zone of the tz database such as ${near}`);
  });

  test.each([
    'IST',
    'PST',
    'ACT',
    'Mars/Olympus',
    '+02:00',
    'GMT+1:00',
    'Factory',
    'Etc/Unknown',
    'localtime',
    '',
  ])('%j is none', (name) => {
    expect(isZone(name)).toBe(false);
    expect(faultInZone(name)).toBe('expected a time zone of the tz database such as Europe/Berlin');
  });
});
