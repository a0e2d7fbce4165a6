import { isOfOneRead } from '../../huawei/ask.ts';
import type { Service } from '../../huawei/services/service.ts';
import { serviceOf } from '../../huawei/services/services.ts';
import { type Tagged, taggedBy } from '../../huawei/tagged.ts';
import { askedTagsOf } from './asked-tags.ts';
import type { TagsRead } from './rows.ts';
import type { Work } from './work.ts';

const NONE: TagsRead = { done: [], unread: [] };

/**
 * Reads every tag that somebody asks for, where the list shows none, each page kept before the next is read; undefined where the
 * list shows them. A key that cannot be read hides no other. Throws where the cloud throttles, or no time is left.
 */
export async function readTags(work: Work): Promise<Tagged | undefined> {
  const { by_tag: by }: Service = serviceOf(work.survey.service);
  if (!by) return undefined;
  const read = () => work.pass().tags ?? NONE;
  for (const key of askedTagsOf(work.plan)) {
    if (read().done.includes(key)) continue;
    const readable = await readKey(work, by.route, key).catch((error: unknown) => {
      if (isOfOneRead(error)) return false;
      throw error;
    });
    const { done, unread } = read();
    const tags = { done: [...done, key], unread: readable ? unread : [...unread, key] };
    await work.commit({ tags });
  }
  const byId = await work.store.tags(work.pass().started_at);
  return { engines: by.engines, byId, partial: read().unread.length > 0 };
}

/** Whether the query showed as many instances as it counts. */
async function readKey(work: Work, route: string, key: string): Promise<boolean> {
  const { store } = work;
  const { started_at, tags = NONE } = work.pass();
  const { done, unread, under_way } = tags;
  const begun = under_way?.key === key ? under_way : undefined;
  let pages = begun?.pages ?? 0;
  let total = begun?.total ?? 0;
  for await (const page of taggedBy(route, key, work.ask, begun?.cursor)) {
    total = Math.max(total, page.total);
    await store.putTags(started_at, pages, { key, values: page.values });
    pages += 1;
    if (page.next) {
      await work.commit({ tags: { done, unread, under_way: { key, pages, total, cursor: page.next } } });
    }
  }
  const values = [...(await store.tags(started_at)).values()];
  return values.filter((tagged) => Object.hasOwn(tagged, key)).length >= total;
}
