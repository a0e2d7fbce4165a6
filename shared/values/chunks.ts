/** Cuts a list into pieces of at most `size`, in order. */
export const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Does the work for every item, at most `size` at a time; the results in the items' order. */
export async function atOnce<Item, Result>(
  size: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const some of chunksOf(items, size)) results.push(...(await Promise.all(some.map(work))));
  return results;
}
