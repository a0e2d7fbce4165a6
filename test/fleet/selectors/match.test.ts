import { describe, expect, test } from '@jest/globals';
import { allOf, anyOf, cannotTell, NO, not, YES } from '../../../shared/fleet/selectors/match.ts';

const open = cannotTell('its tags were not read');

describe('three answers', () => {
  test.each([
    [YES, YES, YES, YES],
    [YES, NO, NO, YES],
    [YES, open, open, YES],
    [NO, NO, NO, NO],
    [NO, open, NO, open],
    [open, open, open, open],
  ])('%j and %j: all %j, any %j, whichever comes first', (one, other, all, any) => {
    expect([allOf([one, other]), allOf([other, one])]).toEqual([all, all]);
    expect([anyOf([one, other]), anyOf([other, one])]).toEqual([any, any]);
  });

  test('the opposite of what cannot be told cannot be told', () => {
    expect([YES, NO, open].map(not)).toEqual([NO, YES, open]);
  });

  test('of nothing, all are and none is', () => {
    expect([allOf([]), anyOf([])]).toEqual([YES, NO]);
  });

  test('every reason is told, each once', () => {
    const other = cannotTell('its name was not shown');
    const both = ['its tags were not read', 'its name was not shown'];
    expect(allOf([open, other, YES, open])).toEqual({ is: 'cannot_tell', why: both });
    expect(anyOf([open, other, NO, open])).toEqual({ is: 'cannot_tell', why: both });
  });
});
