import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, version } from '../../shared/values/versions.ts';

const part = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 999_999_999 }));
const numbers = fc.array(part, { minLength: 2, maxLength: 6 });
const versions = numbers.map((list) => list.join('.'));

describe('order', () => {
  test.each([
    ['2.9', '2.10', -1],
    ['2.23.12.000', '2.24.03.000', -1],
    ['2.23.12.000', '2.23.12.000', 0],
    ['2.23.12.000', '2.23.12.0', 0],
    ['3.0', '3.00', 0],
    ['3.0', '3.0.0', 0],
    ['3.0', '3.0.1', -1],
    ['3.208.0.7', '3.208.0.6', 1],
    ['10.0', '9.999999999', 1],
    ['1.099', '1.99', 0],
    ['1.099', '1.100', -1],
  ])('%s against %s: %d', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a)) + sign).toBe(0);
  });

  test('is decided by the first number that differs', () => {
    fc.assert(
      fc.property(numbers, fc.nat({ max: 5 }), fc.integer({ min: 1, max: 9 }), (list, at, more) => {
        const index = at % list.length;
        const raised = list.with(index, (list[index] ?? 0) + more);
        const lowerTail = raised.map((n, i) => (i > index ? 0 : n));
        expect(compareVersions(list.join('.'), lowerTail.join('.'))).toBeLessThan(0);
      }),
    );
  });

  test('is total: reflexive, antisymmetric, transitive', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        const [low = '', middle = '', high = ''] = [a, b, c].sort(compareVersions);
        expect(compareVersions(low, middle)).toBeLessThanOrEqual(0);
        expect(compareVersions(middle, high)).toBeLessThanOrEqual(0);
        expect(compareVersions(low, high)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('does not see leading zeros or zeros at the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9999 }), { minLength: 2, maxLength: 5 }),
        fc.nat({ max: 4 }),
        (list, pad) => {
          const padded = list.map((n) => '0'.repeat(pad) + n).join('.');
          expect(compareVersions(list.join('.'), padded)).toBe(0);
          expect(compareVersions(list.join('.'), `${padded}.0`)).toBe(0);
        },
      ),
    );
  });
});

describe('form', () => {
  test.each(['8.103', '3.208.0.6', '2.23.12.000', '1.2.3.4.5.6', '999999999.0'])('%s is one', (text) => {
    expect(version.safeParse(text).success).toBe(true);
  });

  test.each([
    '',
    '3',
    '3.',
    '.3',
    '3..1',
    '3.1 ',
    ' 3.1',
    '3.1\n',
    'V2.0-8.100.0',
    'v3.1',
    '3.x',
    '3,1',
    '-3.1',
    '3.-1',
    '3.1e3',
    '3.1+4',
    '1.2.3.4.5.6.7',
    '1234567890.0',
    '３.１',
    '٣.١',
    '3。1',
    3.1,
    null,
  ])('%j is none', (text) => {
    expect(version.safeParse(text).success).toBe(false);
  });

  test('every version of up to six numbers passes', () => {
    fc.assert(fc.property(versions, (text) => expect(version.safeParse(text).success).toBe(true)));
  });
});
