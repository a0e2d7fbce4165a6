import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many cells of a terminal a line takes: wide characters take two, what joins another takes none. */
export const widthOf = (line: string): number => stringWidth(line);

/** A line filled up with blanks to so many cells. */
export const padded = (line: string, width: number): string =>
  `${line}${' '.repeat(Math.max(0, width - widthOf(line)))}`;

/** A line of at most so many cells; one that was cut ends in `…`. */
export function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (widthOf(kept + segment) >= width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
