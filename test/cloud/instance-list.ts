import { withoutMissing } from './drift.ts';
import type { Exchange, Reply } from './exchange.ts';
import { findInstance } from './lookup.ts';
import { pageOf } from './paging.ts';
import type { DatabaseService, Instance } from './resources.ts';
import { settleInstance } from './settle.ts';

/** Filters and pages a project's instances, and shows each as its service does (contract §7.2). */
export const instanceList = (
  exchange: Exchange,
  service: DatabaseService,
  show: (instance: Instance) => object,
): Reply => {
  const { state, params, query, now } = exchange;
  const found = (
    query.id && !query.id.startsWith('*')
      ? [findInstance(exchange, service, query.id) ?? []].flat()
      : state.instances.by('project', params.project_id ?? '')
  )
    .filter((instance) => instance.service === service)
    .filter((instance) => nameFits(instance.id, query.id))
    .filter((instance) => nameFits(instance.name, query.name))
    .filter((instance) => !query.datastore_type || instance.engine === query.datastore_type)
    .filter((instance) => tagsFit(instance, query.tags));
  const page = pageOf(found, query, { limits: { max: 100 }, limit: 100 });
  for (const { id } of page) settleInstance(state, id, now);
  const instances = page.map((instance) => withoutMissing(show(instance), instance));
  return { status: 200, body: { instances, total_count: found.length } };
};

/** A leading `*` makes the name or id a part to look for; at TaurusDB an id is not said to take one [?]. */
const nameFits = (name: string, asked: string | undefined) => {
  if (!asked) return true;
  return asked.startsWith('*') ? name.includes(asked.slice(1)) : name === asked;
};

/** `k=v` pairs, separated by commas [?], all of which must be there. */
const tagsFit = ({ tags }: Instance, asked: string | undefined) =>
  !asked || asked.split(',').every((pair) => tags.some(({ key, value }) => pair === `${key}=${value}`));
