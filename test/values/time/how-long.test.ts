import { expect, test } from '@jest/globals';
import { dueIn, howLong } from '../../../shared/values/time/how-long.ts';
import { utc } from '../../../shared/values/time/instant.ts';

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [99_000, '99 s'],
  [100_000, '2 min'],
  [99 * 60_000, '99 min'],
  [100 * 60_000, '2 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 d'],
])('%d ms are %s', (ms, text) => expect(howLong(ms)).toBe(text));

test('due, and in UTC', () => {
  expect([dueIn(60_000, 0), dueIn(0, 60_000)]).toEqual(['in 60 s', 'now']);
  expect(utc(Date.parse('2024-10-30T02:00:00.999Z'))).toBe('2024-10-30T02:00:00Z');
});
