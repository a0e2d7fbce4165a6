import { withoutMissing } from './drift.ts';
import type { Exchange } from './exchange.ts';
import { findInstance } from './lookup.ts';
import { pageOf } from './paging.ts';
import type { Reply } from './reply.ts';
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
    // GeminiDB's list has no tags.
    .filter((instance) => service === 'geminidb' || tagsFit(instance, query.tags))
    .filter((instance) => fieldsFit(FILTERS[service], query, () => show(instance)));
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

/** `k=v` pairs separated by commas, all of which must be there; without a value any value will do. */
const tagsFit = ({ tags }: Instance, asked: string | undefined) =>
  !asked ||
  asked.split(',').every((pair) => {
    const [key, value] = pair.split('=');
    return tags.some((tag) => tag.key === key && (!value || tag.value === value));
  });

type Shown = Record<string, unknown>;
type Filter = (shown: Shown, asked: string, query: Exchange['query']) => boolean;

const sameText: (name: string) => Filter = (name) => (shown, asked) => shown[name] === asked;
const contains: (name: string) => Filter = (name) => (shown, asked) =>
  (shown[name] as readonly unknown[]).includes(asked);
const network = { vpc_id: sameText('vpc_id'), subnet_id: sameText('subnet_id') };

/** The other filters of each service's list; the letter case of GaussDB's `type` is another in its replies. */
const FILTERS: Record<DatabaseService, Record<string, Filter>> = {
  gaussdb: {
    ...network,
    type: ({ type }, asked) => String(type).toLowerCase() === asked.toLowerCase(),
    charge_mode: ({ charge_info }, asked) => (charge_info as { charge_mode: string }).charge_mode === asked,
  },
  taurusdb: {
    ...network,
    type: sameText('type'),
    private_ip: contains('private_ips'),
    readonly_private_ip: contains('readonly_private_ips'),
    proxy_ip: contains('proxy_ips'),
  },
  // "mode" is not heeded without "datastore_type".
  geminidb: { ...network, mode: ({ mode }, asked, { datastore_type }) => !datastore_type || mode === asked },
};

const fieldsFit = (
  filters: Record<string, Filter>,
  query: Exchange['query'],
  show: () => object,
): boolean => {
  const asked = Object.entries(filters).filter(([name]) => query[name]);
  if (asked.length === 0) return true;
  const shown = show() as Shown;
  return asked.every(([name, fits]) => fits(shown, query[name] ?? '', query));
};
