import type { Instance, ProxyInstance } from './resources.ts';
import type { State } from './state.ts';
import { type Work, workStatus } from './work.ts';

/** Carries out what the finished work on this instance changes. Called before anything about it is read. */
export const settleInstance = (state: State, instance_id: string, now: number): void => {
  for (const work of workOn(state, instance_id)) settle(state, work, now);
};

/** Carries out what all finished work changes; for after the clock has jumped. */
export const settleAll = (state: State, now: number): void => {
  for (const work of state.jobs.values()) settle(state, work, now);
  for (const work of state.tasks.values()) settle(state, work, now);
};

/** The instance's status at `now`, as its service spells it (contract §7.2). */
export const statusOf = (state: State, instance: Instance, now: number): string => {
  // contract §4: a proxy upgrade is the proxy's work; whether the instance's own status shows it is unknown [?].
  const busy = instance.service !== 'taurusdb' && runningOn(state, instance.id, now).length > 0;
  // GeminiDB's statuses do not include an upgrade; its `actions` do the telling.
  return busy && instance.service !== 'geminidb' ? 'UPGRADING' : instance.status;
};

/** Whether new work on the instance is refused with DBS.200011. */
export const isBusy = (state: State, instance: Instance, now: number): boolean =>
  !['ACTIVE', 'normal'].includes(statusOf(state, instance, now)) ||
  (instance.service === 'geminidb' && runningOn(state, instance.id, now).length > 0);

/** The proxy's status at `now`; the vendor lists no word for one being upgraded [?]. */
export const proxyStatusOf = (state: State, proxy: ProxyInstance, now: number): string =>
  runningOn(state, proxy.instance_id, now).some((work) => work.proxy_id === proxy.id)
    ? 'UPGRADING'
    : proxy.status;

/** The work on an instance that has been started and has not ended; immediate jobs count from acceptance. */
export const runningOn = (state: State, instance_id: string, now: number): Work[] => [
  ...state.jobs
    .by('instance', instance_id)
    .filter((job) => ['Pending', 'Running'].includes(workStatus(job, now))),
  ...state.tasks.by('instance', instance_id).filter((task) => workStatus(task, now) === 'Running'),
];

const workOn = (state: State, instance_id: string): Work[] => [
  ...state.jobs.by('instance', instance_id),
  ...state.tasks.by('instance', instance_id),
];

const settle = (state: State, work: Work, now: number): void => {
  if (work.settled || workStatus(work, now) !== 'Completed') return;
  work.settled = true;
  const instance = state.instances.get(work.instance_id);
  const { change } = work;
  if (change.kind === 'proxy') {
    const proxy = state.proxies.get(change.proxy_id);
    if (proxy) proxy.version = change.version;
  }
  if (!instance) return;
  if (change.kind === 'patch') instance.patch_available = false;
  if (change.kind === 'plugin') instance.plugins = union(instance.plugins, [change.plugin_name]);
  if (change.kind === 'hotfix') {
    instance.hotfix_versions = union(instance.hotfix_versions, change.versions);
    instance.hotfix_candidates = instance.hotfix_candidates.filter(
      (version) => !change.versions.includes(version),
    );
  }
};

const union = (some: string[], more: string[]) => [...new Set([...some, ...more])];
