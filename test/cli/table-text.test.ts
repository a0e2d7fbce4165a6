import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { folded, sideBySide } from '../../cli/words/folded.ts';
import { alignedRows, alignedText, csvText, markdownText } from '../../cli/words/table-text.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';

const table = [
  ['id', 'reason'],
  ['a', 'one, "two"'],
  ['bbb', '=SUM(A1)'],
  ['c', 'a|b\n<i>'],
];

test('columns for a terminal', () => {
  expect(alignedText(table, 80)).toBe('id   reason\na    one, "two"\nbbb  =SUM(A1)\nc    a|b <i>\n');
});

describe('columns of what anybody wrote', () => {
  const hostile = fc.constantFrom(
    ...'生订\u202e\u2066\u200b\u200d\u00ad\ufeff\u{e0041}\u0301é👩‍👧🇨🇳ﾊ\u3164\u2028\x1b\x9b\t',
  );
  const word = fc.string({
    unit: fc.oneof(hostile, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  });
  const rows = fc.array(fc.tuple(word, word, word), { minLength: 1 });

  test('stand under each other, show every character, and are never wider than the terminal', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 300 }), (names, width) => {
        const lines = alignedRows(
          [['one', 'two', 'three', '#'], ...names.map((row) => [...row, 'x'])],
          width,
        );
        for (const line of lines.flatMap((row) => row.split('\n'))) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
        const ends = lines.map((row) => stringWidth(row.split('\n').at(-1)?.slice(0, -1) ?? ''));
        expect(new Set(ends).size).toBe(1);
      }),
    );
  });

  test('Chinese takes two cells a character, and an override of the writing direction is told', () => {
    expect(
      alignedText(
        [
          ['name', 'id'],
          ['生产库-订单', '1'],
          ['\u202egnp.exe', '2'],
        ],
        80,
      ),
    ).toBe('name           id\n生产库-订单    1\n\\u202egnp.exe  2\n');
  });

  test('what has no room beside stands below; ids stay whole, what is wider than a line is cut', () => {
    const [id] = HOTFIX_INSTANCES;
    expect(
      alignedText(
        [
          ['target', 'name', 'version'],
          [id, '订'.repeat(40), '1.0'],
        ],
        60,
      ),
    ).toBe(`target\n  name\n  version\n${id}\n  ${'订'.repeat(28)}…\n  1.0\n`);
  });

  test('where nobody says how wide a line is, a row is a line and nothing is cut', () => {
    const long = '订'.repeat(200);
    const rows = alignedRows(
      [
        ['name', 'id'],
        [long, '1'],
        ['a', '2'],
      ],
      Number.POSITIVE_INFINITY,
    );
    expect(rows).toEqual([`name${' '.repeat(396)}  id`, `${long}  1`, `a${' '.repeat(399)}  2`]);
  });

  test('CSV and Markdown keep them whole', () => {
    const long = '订'.repeat(200);
    expect([csvText([[long]]), markdownText([[long]]).split('\n')[0]]).toEqual([
      `${long}\r\n`,
      `| ${long} |`,
    ]);
  });
});

test('prose is broken between words, never within one, and a command to paste stays whole', () => {
  const command = "npx --no-install db-upkeep explain 'CHG-7' --operation patch-databases";
  expect(folded(`  it waits for ${PATCH_INSTANCES[0]}\n    to see it:  ${command}\n`, 30, 2)).toBe(
    `  it waits for\n    ${PATCH_INSTANCES[0]}\n    to see it:\n      ${command}\n`,
  );
  expect(
    sideBySide(
      [
        ['订', 'one two three'],
        ['four', 'five'],
      ],
      14,
    ),
  ).toBe('订    one two\n      three\nfour  five');
});

test('CSV: quotes what needs it, and no cell is a formula', () => {
  expect(csvText(table)).toBe('id,reason\r\na,"one, ""two"""\r\nbbb,\'=SUM(A1)\r\nc,a|b <i>\r\n');
});

test('Markdown: a cell stays in its column and is no HTML', () => {
  expect(markdownText(table)).toBe(
    '| id | reason |\n| --- | --- |\n| a | one, "two" |\n| bbb | =SUM(A1) |\n| c | a\\|b \\<i> |\n',
  );
});

const narrow = (rows: readonly (readonly string[])[]) => alignedText(rows, 80);
test.each([narrow, csvText, markdownText])('%p masks secrets', (text) => {
  expect(text([['u'], ['https://host/a?Signature=hidden']])).not.toContain('hidden');
});
