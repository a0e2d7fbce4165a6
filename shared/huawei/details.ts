import type { Reads } from '../terms/follow.ts';
import type { Answers } from '../terms/lookup.ts';
import type { Ask, Listed } from '../terms/offer.ts';
import { chunksOf } from '../values/chunks.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { type Asker, isOfOneRead } from './ask.ts';
import { instanceIn } from './instances.ts';
import type { Instance } from './services/instance.ts';
import type { Service } from './services/service.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

/** The read of one instance that shows what the list leaves out; none where the list shows all. */
export function showInstance(service: ServiceName, id: string): Reads {
  const { detail } = serviceOf(service);
  return detail === undefined ? {} : { detail: { route: detail.replace('{instance_id}', id) } };
}

const MOST_DETAILS = 20;

/** The instances of a page with what the list leaves out, read of as many at once as the cloud takes. */
export async function withDetails(
  service: ServiceName,
  page: readonly (Listed | undefined)[],
  ask: Asker,
): Promise<readonly (Listed | undefined)[]> {
  const { details, read }: Service = serviceOf(service);
  if (!details) return page;
  const shown = new Map<string, Instance>();
  const ids = page.flatMap((one) => one?.instance.id ?? []);
  for (const some of chunksOf(ids, MOST_DETAILS)) {
    for (const item of await detailsOf(service, details, some, ask)) {
      const instance = read(item);
      if (instance) shown.set(instance.id.toLowerCase(), instance);
    }
  }
  return page.map(
    (one) => one && { ...one, instance: detailed(one.instance, shown.get(one.instance.id.toLowerCase())) },
  );
}

/** The details of these ids, but for those that cannot be read. Throws where the cloud throttles, or no time is left. */
async function detailsOf(
  service: ServiceName,
  route: string,
  ids: readonly string[],
  ask: Asker,
): Promise<readonly unknown[]> {
  try {
    const body = await ask({ route, query: { instance_ids: ids.join() } });
    return isPlainObject(body) && Array.isArray(body.instances) ? body.instances : [];
  } catch (error) {
    if (!isOfOneRead(error)) throw error;
    if (error.kind === 'no_such_api') return eachAlone(service, ids, ask);
    if (error.kind !== 'too_long' || ids.length === 1) return [];
    const parts = chunksOf(ids, Math.ceil(ids.length / 2));
    const read: unknown[] = [];
    for (const some of parts) read.push(...(await detailsOf(service, route, some, ask)));
    return read;
  }
}

/** The same where the host knows no read of several. */
async function eachAlone(
  service: ServiceName,
  ids: readonly string[],
  ask: Asker,
): Promise<readonly unknown[]> {
  const read: unknown[] = [];
  for (const id of ids) {
    for (const { route } of Object.values(showInstance(service, id))) {
      try {
        read.push(itemOf({ detail: await ask({ route }) }, id));
      } catch (error) {
        if (!isOfOneRead(error)) throw error;
      }
    }
  }
  return read;
}

/** The instance with what only a read of it alone shows; `unread` has the window where that does not show it either. */
export async function withDetail(service: ServiceName, listed: Listed, ask: Ask): Promise<Listed> {
  const { detail, read } = serviceOf(service);
  if (detail === undefined) return listed;
  const { instance, seen } = listed;
  const answers = await ask(showInstance(service, instance.id));
  return { seen, instance: detailed(instance, read(itemOf(answers, instance.id))) };
}

const detailed = (instance: Instance, { window, nodes }: Partial<Instance> = {}): Instance => ({
  ...instance,
  ...(window && { window }),
  ...(nodes && { nodes }),
  unread: [...instance.unread, ...(window ? [] : ['maintenance_window'])],
});

/** The maintenance window that the list or a read of the instance alone shows of it, `02:00-06:00` in UTC. */
export const windowShown = (service: ServiceName, answers: Answers, id: string): string | undefined =>
  instanceIn(service, answers, id)?.window ?? serviceOf(service).read(itemOf(answers, id))?.window;

/** The answer speaks of the instance that it was asked for, whether or not it repeats the id. */
const itemOf = ({ detail }: Answers, id: string) =>
  isPlainObject(detail) && isPlainObject(detail.instance) ? { ...detail.instance, id } : undefined;
