import type { Listed } from '../terms/offer.ts';
import type { Asker } from './ask.ts';
import { withDetails } from './details.ts';
import { isSameId } from './ids.ts';
import { findInstance, idOf, listInstances } from './instances.ts';
import { type Cursor, type Page, pagesOf } from './pages.ts';
import type { Reader } from './read.ts';
import type { Instance } from './services/instance.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

/** A page of the instances that a service lists; undefined for each item that shows no id. */
export interface InventoryPage extends Omit<Page, 'items'> {
  readonly listed: readonly (Listed | undefined)[];
}

/** The instances that a service lists, page by page; who has the last page's `next` goes on there. Throws as `ask` does. */
export async function* inventory(
  service: ServiceName,
  ask: Asker,
  from?: Cursor,
): AsyncGenerator<InventoryPage> {
  const { list, ...question } = listInstances(service, []);
  const listing = { ...list, keyOf: (item: unknown) => idOf(item) ?? JSON.stringify(item) };
  for await (const { items, ...page } of pagesOf(listing, (query) => ask({ ...question, query }), from)) {
    const listed = items.map((item) => listedAs(service, item));
    yield { ...page, listed: await withDetails(service, listed, ask) };
  }
}

/** One instance by its id, as its service's list shows it; *absent* where it does not stand there, *unread* where that cannot be told. */
export async function instanceBy(
  service: ServiceName,
  id: string,
  { all }: Pick<Reader, 'all'>,
  ask: Asker,
): Promise<Listed | 'absent' | 'unread'> {
  const { instances } = await all({ instances: listInstances(service, [id]) });
  const found = findInstance(service, { instances }, id);
  if (typeof found === 'string') return found;
  const [item] = Array.isArray(instances) ? instances.filter((one) => isSameId(idOf(one) ?? '', id)) : [];
  const [listed] = await withDetails(service, [{ instance: found, seen: { instances: [item] } }], ask);
  return listed ?? 'unread';
}

/** What everything says that is offered on an instance. */
export const aboutOf = ({ id, name, status, engine, window }: Instance) => ({
  target: id,
  ...(name && { name }),
  ...(status && { status }),
  ...(engine && { engine }),
  ...(window && { window }),
});

/** An item of a service's list; undefined for one that shows no id. */
export function listedAs(service: ServiceName, item: unknown): Listed | undefined {
  const instance = serviceOf(service).read(item);
  return instance && { instance, seen: { instances: [item] } };
}
