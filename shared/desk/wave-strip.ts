import type { WaveTally } from './rollouts.ts';

const CELLS = 20;

// What ended stands on the left, what is still to come on the right.
const SIGNS = {
  well: '█',
  unproven: '▓',
  badly: '×',
  left: '-',
  at_work: '▒',
  waiting: '░',
} as const satisfies Readonly<Record<keyof WaveTally, string>>;

/** What each sign of a strip means. */
export const STRIP_LEGEND = '█ well  ▓ unproven  × badly  - left  ▒ at work  ░ waiting';

/** The targets of a wave as a strip of cells; whatever there is of shows in one cell at least. Empty for a wave without targets. */
export function waveStrip(tally: WaveTally): string {
  const parts = (Object.keys(SIGNS) as (keyof WaveTally)[]).filter((name) => tally[name] > 0);
  const total = parts.reduce((sum, name) => sum + tally[name], 0);
  if (total === 0) return '';
  const cells = Math.min(CELLS, total);
  const wide = parts.map((name) => Math.max(1, Math.floor((tally[name] / total) * cells)));
  const [largest] = parts
    .map((name, index) => ({ index, count: tally[name] }))
    .toSorted((one, other) => other.count - one.count);
  const spare = cells - wide.reduce((sum, width) => sum + width, 0);
  return parts
    .map((name, index) =>
      SIGNS[name].repeat(Math.max(1, (wide[index] ?? 1) + (index === largest?.index ? spare : 0))),
    )
    .join('');
}
