import { cut, padded, widthOf } from '../../shared/values/cells.ts';

/** Rows of text as aligned lines of at most `width` characters, headings first; the flexible column gives way, the last stands right. */
export function align<Column extends string>(
  columns: readonly Column[],
  flexible: Column,
  rows: readonly Readonly<Record<Column, string>>[],
  width: number,
): string[] {
  const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => widthOf(row[name]))));
  const at = columns.indexOf(flexible);
  const others = widths.reduce((sum, one, column) => sum + (column === at ? 0 : one + 2), 0);
  widths[at] = Math.min(widths[at] ?? 0, Math.max(24, width - others));
  const rule = widths.map((one) => '─'.repeat(one));
  return [columns, rule, ...rows.map((row) => columns.map((name) => row[name]))].map((cells) =>
    cells
      .map((cell, column) => fitted(cell, widths[column] ?? 0, column === columns.length - 1))
      .join('  ')
      .trimEnd(),
  );
}

function fitted(text: string, width: number, right: boolean): string {
  const whole = cut(text, width);
  return right ? whole.padStart(width) : padded(whole, width);
}
