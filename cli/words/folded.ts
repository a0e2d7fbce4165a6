import { padded, widthOf } from '../../shared/values/cells.ts';
import { PROGRAM } from '../../shared/values/program.ts';

/**
 * Prose whose lines are broken between words where they are wider than so many cells; what follows stands `indent` further in
 * than the line itself. A word that is wider than a line stays whole, and so does a command, which is there to be pasted.
 */
export const folded = (text: string, width: number, indent = 0): string =>
  text
    .split('\n')
    .map((line) => (widthOf(line) > width ? broken(line, width, indent) : line))
    .join('\n');

function broken(line: string, width: number, indent: number): string {
  const at = line.indexOf(PROGRAM);
  const [prose, command] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at)];
  const margin = ' '.repeat(Math.max(0, line.search(/\S/)) + indent);
  const words = [...(prose.match(/^ *[^ ]+| +[^ ]+| +$/g) ?? []), ...(command && [command])];
  const [first = '', ...others] = words;
  const lines = [first];
  for (const word of others) {
    const longer = `${lines.at(-1)}${word}`;
    if (widthOf(longer.trimEnd()) > width) lines.push(`${margin}${word.trimStart()}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((one) => one.trimEnd()).join('\n');
}

/** Pairs with the left ones aligned, and the right ones folded beside them within so many cells. */
export function sideBySide(pairs: readonly (readonly [string, string])[], width: number): string {
  const widest = Math.max(0, ...pairs.map(([left]) => widthOf(left)));
  const [gap, margin] = ['  ', ' '.repeat(widest + 2)];
  return pairs
    .map(([left, right]) => {
      const beside = folded(right, width - margin.length).replaceAll('\n', `\n${margin}`);
      return `${padded(left, widest)}${gap}${beside}`.trimEnd();
    })
    .join('\n');
}
