import { expect, test } from '@jest/globals';
import { meets } from './condition.ts';

const item = { pk: { S: 'lock#a' }, at: { N: '5' } };
const terms = {
  ExpressionAttributeNames: { '#at': 'at' },
  ExpressionAttributeValues: {
    ':4': { N: '4' },
    ':5': { N: '5' },
    ':6': { N: '6' },
    ':lock': { S: 'lock#' },
  },
};

test.each([
  ['attribute_not_exists(pk)', false],
  ['attribute_exists(pk)', true],
  ['#at = :5', true],
  ['#at <= :4', false],
  ['#at BETWEEN :4 AND :6', true],
  ['#at BETWEEN :6 AND :6', false],
  ['#at BETWEEN :6 AND :6 OR #at = :5', true],
  ['begins_with(pk, :lock) AND #at = :5', true],
  ['(begins_with(pk, :4) OR begins_with(pk, :lock)) AND contains(pk, :lock)', true],
])('%s is %s', (expression, judged) => {
  expect(meets(item, expression, terms)).toBe(judged);
});

test('an expression that is not known is an error', () => {
  expect(() => meets(item, 'attribute_type(pk, :lock)', terms)).toThrow('cannot read');
  expect(() => meets(item, '#at = :5 #at', terms)).toThrow('cannot read');
});
