import type { Exchange } from './exchange.ts';
import { noSuchInstance, noSuchJob, parameterError } from './refusal.ts';
import type { DatabaseService, Instance, ProxyInstance } from './resources.ts';
import { settleInstance } from './settle.ts';
import { isVisible, type Work } from './work.ts';

// contract §10; where a suffix is not known the lenient pattern must do [I]
const WELL_FORMED: Record<DatabaseService, RegExp> = {
  gaussdb: /^[0-9a-zA-Z]{16,}in14$/,
  taurusdb: /^[0-9a-zA-Z]{16,}in07$/,
  geminidb: /^[0-9a-zA-Z]{16,}in(?!14|07)\d\d$/,
};

/** The instance of this service and project as it stands now; undefined when there is none. */
export const findInstance = (
  { state, params, now }: Exchange,
  service: DatabaseService,
  id: string,
): Instance | undefined => {
  const project_id = params.project_id ?? '';
  if (state.autoCreate && !state.instances.has(id) && WELL_FORMED[service].test(id)) {
    state.addInstance({ id, service, project_id });
  }
  const instance = state.instances.get(id);
  if (!instance || instance.service !== service || instance.project_id !== project_id) return undefined;
  settleInstance(state, id, now);
  return instance;
};

/** The instance the path names, or the refusal that there is none. */
export const instanceOfPath = (exchange: Exchange, service: DatabaseService): Instance => {
  const instance = findInstance(exchange, service, exchange.params.instance_id ?? '');
  if (!instance) throw noSuchInstance();
  return instance;
};

/** The proxy of this instance; undefined when there is none. `version` is what a proxy created now starts with. */
export const findProxy = (
  { state }: Exchange,
  { id: instance_id, project_id }: Instance,
  id: string,
  version?: string,
): ProxyInstance | undefined => {
  if (state.autoCreate && !state.proxies.has(id) && /^[0-9a-zA-Z]{16,}po01$/.test(id)) {
    state.addProxy({ id, instance_id, project_id, ...(version === undefined ? {} : { version }) });
  }
  const proxy = state.proxies.get(id);
  return proxy?.instance_id === instance_id ? proxy : undefined;
};

/** The job of this service and project that `?id=` names, or the refusal that there is none (yet). */
export const jobOfQuery = ({ state, params, query, now }: Exchange, service: DatabaseService): Work => {
  if (!query.id) throw parameterError('id is required.');
  const job = state.jobs.get(query.id);
  if (!job || job.service !== service || job.project_id !== params.project_id || !isVisible(job, now))
    throw noSuchJob();
  return job;
};

/** The jobs or tasks of a service in the path's project; of one instance only, when the query names it. */
export const workOfProject = (
  { state, params, query }: Exchange,
  service: DatabaseService,
  kind: 'jobs' | 'tasks',
): Work[] => {
  const project_id = params.project_id ?? '';
  const works = query.instance_id
    ? state[kind].by('instance', query.instance_id).filter((work) => work.project_id === project_id)
    : state[kind].by('project', project_id);
  return works.filter((work) => work.service === service);
};
