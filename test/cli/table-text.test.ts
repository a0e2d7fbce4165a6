import { expect, test } from '@jest/globals';
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
