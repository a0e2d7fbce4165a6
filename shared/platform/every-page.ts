import type { Page } from './page.ts';

type ReadPage<Item> = (page?: Page) => Promise<{ readonly items: readonly Item[]; readonly next?: Page }>;

/** What is listed a page at a time, page by page. Throws as `read` does. */
export async function* everyPage<Item>(read: ReadPage<Item>): AsyncGenerator<readonly Item[]> {
  let page: Page | undefined;
  do {
    const { items, next }: Awaited<ReturnType<ReadPage<Item>>> = await read(page);
    yield items;
    page = next;
  } while (page);
}

/** All of it. */
export async function everyItem<Item>(read: ReadPage<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const items of everyPage(read)) found.push(...items);
  return found;
}
