/** Everything that comes, in order. */
export async function collect<Item>(coming: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const one of coming) all.push(one);
  return all;
}
