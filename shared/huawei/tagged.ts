import { isPlainObject } from '../values/json/plain-object.ts';
import { type Asker, type Question, Unanswered } from './ask.ts';
import { type Cursor, pagesOf } from './pages.ts';
import type { Instance } from './services/instance.ts';
import type { Service } from './services/service.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

/** What a query by tag showed: the values of these keys by id in small letters. */
export interface Tagged {
  readonly engines: readonly string[];
  readonly byId: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Whether some keys could not be read. */
  readonly partial?: boolean;
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

/** A page of a query by tag: the values by id in small letters, how many instances it has in all, and where it goes on. */
export interface TagPage {
  readonly values: Readonly<Record<string, string>>;
  readonly total: number;
  readonly next?: Cursor;
}

/** The instances of a place that have a tag of this key, by a service's query for them, page by page. Throws as `ask` does. */
export async function* taggedBy(
  route: string,
  key: string,
  ask: Asker,
  from?: Cursor,
): AsyncGenerator<TagPage> {
  const listing = {
    items: 'instances',
    size: 100,
    keyOf: (item: unknown) => idOf(item) ?? JSON.stringify(item),
  };
  const page = (at: Page) => ask(queryFor(route, key, at));
  for await (const { items, total = 0, next } of pagesOf(listing, page, from)) {
    const values = items.flatMap((item) => {
      const [id, value] = [idOf(item), tagIn(item, key)];
      return id === undefined || value === undefined ? [] : [[id, value] as const];
    });
    yield { values: Object.fromEntries(values), total, ...(next && { next }) };
  }
}

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
    const met = new Set<string>();
    let most = 0;
    for await (const { values, total } of taggedBy(by.route, key, ask)) {
      most = Math.max(most, total);
      for (const [id, value] of Object.entries(values)) {
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
export function withTags(instance: Instance, { engines, byId, partial = false }: Tagged): Instance {
  const unread = [...instance.unread, 'tags'];
  if (instance.engine === undefined || !engines.includes(instance.engine)) return { ...instance, unread };
  const tags = byId.get(instance.id.toLowerCase()) ?? {};
  return { ...instance, tags, ...(partial && { unread }) };
}

const idOf = (item: unknown): string | undefined =>
  isPlainObject(item) && typeof item.instance_id === 'string' ? item.instance_id.toLowerCase() : undefined;

/** The schema has a list of tags, the sample one object. */
function tagIn(item: unknown, key: string): string | undefined {
  const tags = isPlainObject(item) ? [item.tags].flat() : [];
  const tag = tags.find((one) => isPlainObject(one) && one.key === key);
  return isPlainObject(tag) && typeof tag.value === 'string' ? tag.value : undefined;
}
