import { cut, padded, widthOf } from '../../shared/values/cells.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';

type Cells = readonly string[];

const INDENT = 2;
const GAP = '  ';

/**
 * Rows of cells for a terminal of so many cells a line, the head first: aligned columns. Columns that have no room beside
 * the others stand below them, indented; a cell that is wider than a line is cut. Each row is one text of one or more lines.
 */
export function alignedRows(rows: readonly Cells[], width: number): string[] {
  const safe = rows.map((row) => row.map((text) => cut(cell(text), width - INDENT)));
  const widths = (safe[0] ?? []).map((_, column) =>
    Math.max(...safe.map((row) => widthOf(row[column] ?? ''))),
  );
  const [first = [], ...below] = beside(widths, width);
  const lineOf = (row: Cells, columns: readonly number[]) =>
    columns
      .map((column) => padded(row[column] ?? '', widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return safe.map((row) =>
    [
      lineOf(row, first),
      ...below.map((columns) => `${' '.repeat(INDENT)}${lineOf(row, columns)}`).filter((line) => line.trim()),
    ].join('\n'),
  );
}

/** The columns by the lines that they share. */
function beside(widths: readonly number[], width: number): number[][] {
  const lines: number[][] = [];
  let left = 0;
  for (const [column, wide] of widths.entries()) {
    left -= GAP.length + wide;
    if (left < 0) {
      left = width - wide - (lines.length > 0 ? INDENT : 0);
      lines.push([column]);
    } else lines.at(-1)?.push(column);
  }
  return lines;
}

/** The same as one text. */
export const alignedText = (rows: readonly Cells[], width: number): string =>
  alignedRows(rows, width)
    .map((row) => `${row}\n`)
    .join('');

/** The same as comma-separated values (RFC 4180). */
export const csvText = (lines: readonly Cells[]): string =>
  lines.map((line) => `${line.map((text) => quoted(cell(text))).join(',')}\r\n`).join('');

/** The same as a Markdown table; what is HTML, an entity, code, a link or a picture there stands as it was written. */
export const markdownText = ([head = [], ...lines]: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...lines]
    .map((line) => `| ${line.map((text) => cell(text).replace(/[\\|<[`&]/g, '\\$&')).join(' | ')} |\n`)
    .join('');

const cell = (text: string) => oneLine(redactText(text));

/** What a spreadsheet would take for a formula, in full width and after blanks too, is text there as well. */
function quoted(text: string): string {
  const safe = /^\s*[=+@\-＝＋－＠]/u.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
