import { describe, expect, test } from '@jest/globals';
import { dueIn, span, utc } from '../../cli/span.ts';
import { alignedText, csvText, markdownText } from '../../cli/words/table-text.ts';

const table = [
  ['id', 'reason'],
  ['a', 'one, "two"'],
  ['bbb', '=SUM(A1)'],
  ['c', 'a|b\n<i>'],
];

test('columns for a terminal', () => {
  expect(alignedText(table)).toBe('id   reason\na    one, "two"\nbbb  =SUM(A1)\nc    a|b <i>\n');
});

test('CSV: quotes what needs it, and no cell is a formula', () => {
  expect(csvText(table)).toBe('id,reason\r\na,"one, ""two"""\r\nbbb,\'=SUM(A1)\r\nc,a|b <i>\r\n');
});

test('Markdown: a cell stays in its column and is no HTML', () => {
  expect(markdownText(table)).toBe(
    '| id | reason |\n| --- | --- |\n| a | one, "two" |\n| bbb | =SUM(A1) |\n| c | a\\|b \\<i> |\n',
  );
});

test.each([alignedText, csvText, markdownText])('%p masks secrets', (text) => {
  expect(text([['u'], ['https://host/a?Signature=hidden']])).not.toContain('hidden');
});

describe('spans', () => {
  test.each([
    [0, '0 s'],
    [-5, '0 s'],
    [99_000, '99 s'],
    [100_000, '2 min'],
    [99 * 60_000, '99 min'],
    [100 * 60_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
  ])('%d ms are %s', (ms, text) => expect(span(ms)).toBe(text));

  test('due, and in UTC', () => {
    expect([dueIn(60_000, 0), dueIn(0, 60_000)]).toEqual(['in 60 s', 'now']);
    expect(utc(Date.parse('2024-10-30T02:00:00.999Z'))).toBe('2024-10-30T02:00:00Z');
  });
});
