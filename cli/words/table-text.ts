import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from './one-line.ts';

type Cells = readonly string[];

/** Lines of cells as columns for a terminal; the first line is the head. */
export function alignedText(lines: readonly Cells[]): string {
  const safe = lines.map((line) => line.map(cell));
  const widths = (safe[0] ?? []).map((_, column) =>
    Math.max(...safe.map((line) => line[column]?.length ?? 0)),
  );
  return safe
    .map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** The same as comma-separated values (RFC 4180). */
export const csvText = (lines: readonly Cells[]): string =>
  lines.map((line) => `${line.map((text) => quoted(cell(text))).join(',')}\r\n`).join('');

/** The same as a Markdown table. */
export const markdownText = ([head = [], ...lines]: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...lines]
    .map((line) => `| ${line.map((text) => cell(text).replace(/[\\|<]/g, '\\$&')).join(' | ')} |\n`)
    .join('');

const cell = (text: string) => oneLine(redactText(text));

/** What a spreadsheet would take for a formula is text there too. */
function quoted(text: string): string {
  const safe = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
