import type { Reads } from '../terms/follow.ts';
import type { Answers } from '../terms/lookup.ts';
import type { Ask, Listed } from '../terms/offer.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import type { Asker } from './ask.ts';
import { idOf, listInstances } from './instances.ts';
import { type Cursor, type Page, pagesOf } from './pages.ts';
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
    yield { ...page, listed: items.map((item) => listedAs(service, item)) };
  }
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

/** The read of one instance that shows what the list leaves out; none where the list shows all. */
export function showInstance(service: ServiceName, id: string): Reads {
  const { detail } = serviceOf(service);
  return detail === undefined ? {} : { detail: { route: detail.replace('{instance_id}', id) } };
}

/** The instance with what only a read of it alone shows; `unread` has the window where that does not show it either. */
export async function withDetail(service: ServiceName, listed: Listed, ask: Ask): Promise<Listed> {
  const { detail, read } = serviceOf(service);
  if (detail === undefined) return listed;
  const { instance, seen } = listed;
  const answers = await ask(showInstance(service, instance.id));
  const { window, nodes } = read(itemOf(answers, instance.id)) ?? {};
  return {
    seen,
    instance: {
      ...instance,
      ...(window && { window }),
      ...(nodes && { nodes }),
      unread: [...instance.unread, ...(window ? [] : ['maintenance_window'])],
    },
  };
}

/** The answer speaks of the instance that it was asked for, whether or not it repeats the id. */
const itemOf = ({ detail }: Answers, id: string) =>
  isPlainObject(detail) && isPlainObject(detail.instance) ? { ...detail.instance, id } : undefined;
