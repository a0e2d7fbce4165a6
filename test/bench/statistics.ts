/** The middle of a list of numbers; the mean of the two middle ones where there are two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The median over rounds of one case against another in the same round: what disturbs both at once cancels out. */
export const medianRatio = (numbers: readonly number[], reference: readonly number[]): number =>
  median(numbers.map((number, round) => number / (reference[round] ?? Number.NaN)));

/** The list in random order. */
export const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
