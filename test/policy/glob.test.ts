import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fits } from '../../shared/values/glob.ts';

describe('a pattern', () => {
  test.each([
    ['*in13', '046287aae57843b1a7bc61b7a8812f41in13', true],
    ['*in13', '046287aae57843b1a7bc61b7a8812f41in14', false],
    ['*in13', '046287aae57843b1a7bc61b7a8812f41in131', false],
    ['046287aa*', '046287aae57843b1a7bc61b7a8812f41in13', true],
    ['046287aa*', 'x046287aae57843b1a7bc61b7a8812f41in13', false],
    ['046287aa', '046287aae57843b1a7bc61b7a8812f41in13', false],
    ['IN13', 'in13', false],
    ['a.c', 'abc', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['**', 'anything', true],
    ['timer:*', 'timer:', true],
    ['аbc', 'abc', false],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  const piece = fc.constantFrom('a', 'b', '.', '+', '(', '\\', '*', '?', '^', '$', '[');

  test('stands for what the same regular expression stands for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: piece, maxLength: 8 }),
        fc.string({ unit: piece, maxLength: 10 }),
        (pattern, text) => {
          const source = pattern
            .replace(/[.+^$()[\]\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.');
          expect(fits(pattern, text)).toBe(new RegExp(`^${source}$`, 's').test(text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('takes no time to speak of, however it is made', () => {
    // Tried in every way, this ends no sooner than the test's own time.
    expect(fits('a*'.repeat(200).concat('b'), 'a'.repeat(500))).toBe(false);
  });
});
