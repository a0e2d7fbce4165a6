import { describe, expect, test } from '@jest/globals';
import {
  faultInVersionPattern,
  parseVersionPattern,
} from '../../../shared/fleet/selectors/version-pattern.ts';

describe('a pattern of versions', () => {
  test.each([
    ['1.7', { glob: '1.7' }],
    ['1.7.*', { glob: '1.7.*' }],
    ['V2.0-8.100.0', { glob: '8.100.0' }],
    ['V500R002C10SPC610', { glob: 'V500R002C10SPC610' }],
    ['<3.208.0.7', { comparisons: [{ operator: '<', than: '3.208.0.7' }] }],
    [
      '>=V2.0-2.23 <2.24',
      {
        comparisons: [
          { operator: '>=', than: '2.23' },
          { operator: '<', than: '2.24' },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect([parseVersionPattern(text), faultInVersionPattern(text)]).toEqual([expected, undefined]);
  });

  test.each([
    '',
    ' ',
    '<',
    '<1.*',
    '< 1.7',
    '=1.7',
    '<1.7  >1.6',
    '<1.7 1.6',
    '1.7 <1.8',
    '1.7, 1.8',
    '>V3.0-1.7',
    '!1.7',
    '^1.7',
  ])('%j is none', (text) => {
    expect(faultInVersionPattern(text)).toMatch(
      /^expected a version such as 1\.7 or 1\.7\.\*, or comparisons/,
    );
  });
});
