import type { Exchange, Reply } from './exchange.ts';
import { pageOf } from './paging.ts';
import type { DatabaseService, Instance } from './resources.ts';
import { settleInstance } from './settle.ts';

/** Filters and pages a project's instances, and shows each as its service does (contract §7.2). */
export const instanceList = (
  { state, params, query, now }: Exchange,
  service: DatabaseService,
  show: (instance: Instance) => unknown,
): Reply => {
  const found = (
    query.id ? [state.instances.get(query.id)] : state.instances.by('project', params.project_id ?? '')
  )
    .filter((instance) => instance !== undefined)
    .filter((instance) => instance.service === service && instance.project_id === params.project_id)
    .filter((instance) => nameFits(instance.name, query.name))
    .filter((instance) => !query.datastore_type || instance.engine === query.datastore_type)
    .filter((instance) => tagsFit(instance, query.tags));
  const page = pageOf(found, query, { limits: { max: 100 }, limit: 100 });
  for (const { id } of page) settleInstance(state, id, now);
  return { status: 200, body: { instances: page.map(show), total_count: found.length } };
};

/** A leading `*` makes the name a part to look for. */
const nameFits = (name: string, asked: string | undefined) => {
  if (!asked) return true;
  return asked.startsWith('*') ? name.includes(asked.slice(1)) : name === asked;
};

/** `k=v` pairs, separated by commas [?], all of which must be there. */
const tagsFit = ({ tags }: Instance, asked: string | undefined) =>
  !asked || asked.split(',').every((pair) => tags.some(({ key, value }) => pair === `${key}=${value}`));
