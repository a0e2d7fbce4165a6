import { isPlainObject } from '../values/json/plain-object.ts';
import { type Asker, type Question, Unanswered } from './ask.ts';
import { pagesOf } from './pages.ts';
import type { Instance } from './services/instance.ts';
import type { Service } from './services/service.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

/** What a query by tag showed: the values of these keys by id in small letters. */
export interface Tagged {
  readonly engines: readonly string[];
  readonly byId: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

interface Page {
  readonly limit: string;
  readonly offset: string;
}

/** The query for a page of the instances that have a tag of this key: no value means any. */
export const queryFor = (route: string, key: string, page: Page): Question => ({
  route,
  body: { action: 'filter', ...page, tags: [{ key, values: [] }] },
});

/**
 * The tags of these keys in a place, where the service's list shows none; undefined where it does. One query a key, over all its
 * pages: with several keys the vendor does not say whether one is enough (fleet contract §3). Throws as `ask` does, and
 * `Unanswered` where a query shows fewer instances than it counts.
 */
export async function tagged(
  service: ServiceName,
  keys: readonly string[],
  ask: Asker,
): Promise<Tagged | undefined> {
  const { by_tag: by }: Service = serviceOf(service);
  if (!by) return undefined;
  const byId = new Map<string, Record<string, string>>();
  for (const key of keys) {
    const listing = {
      items: 'instances',
      size: 100,
      keyOf: (item: unknown) => idOf(item) ?? JSON.stringify(item),
    };
    const page = (at: Page) => ask(queryFor(by.route, key, at));
    const met = new Set<string>();
    let most = 0;
    for await (const { items, total = 0 } of pagesOf(listing, page)) {
      most = Math.max(most, total);
      for (const item of items) {
        const [id, value] = [idOf(item), tagIn(item, key)];
        if (id === undefined || value === undefined) continue;
        met.add(id);
        byId.set(id, { ...byId.get(id), [key]: value });
      }
    }
    if (met.size < most) {
      throw new Unanswered(
        'failed',
        `the query for the tag ${key} tells of ${most} instances and showed ${met.size}`,
      );
    }
  }
  return { engines: by.engines, byId };
}

/** The instance with the tags that the query showed; without any where it is of an engine that the query does not know. */
export function withTags(instance: Instance, { engines, byId }: Tagged): Instance {
  if (instance.engine === undefined || !engines.includes(instance.engine)) {
    return { ...instance, unread: [...instance.unread, 'tags'] };
  }
  return { ...instance, tags: byId.get(instance.id.toLowerCase()) ?? {} };
}

const idOf = (item: unknown): string | undefined =>
  isPlainObject(item) && typeof item.instance_id === 'string' ? item.instance_id.toLowerCase() : undefined;

/** The schema has a list of tags, the sample one object. */
function tagIn(item: unknown, key: string): string | undefined {
  const tags = isPlainObject(item) ? [item.tags].flat() : [];
  const tag = tags.find((one) => isPlainObject(one) && one.key === key);
  return isPlainObject(tag) && typeof tag.value === 'string' ? tag.value : undefined;
}
