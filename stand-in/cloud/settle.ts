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
  // GeminiDB's statuses do not include any work; its `actions` do the telling.
  if (instance.service === 'geminidb') return instance.status;
  const [work] = runningOn(state, instance.id, now);
  return work?.shows ?? (work && instance.service !== 'taurusdb' ? 'UPGRADING' : instance.status);
};

/** Whether new work on the instance is refused with DBS.200011. */
export const isBusy = (state: State, instance: Instance, now: number): boolean =>
  !['ACTIVE', 'normal'].includes(statusOf(state, instance, now)) ||
  (instance.service === 'geminidb' && actionsOf(state, instance, now).length > 0);

/** GeminiDB's `actions`: only CREATE is documented; the word for a patch is a guess at best [?] (contract §7.2). */
export const actionsOf = (state: State, instance: Instance, now: number): string[] => [
  ...instance.actions,
  ...runningOn(state, instance.id, now).map(({ shows }) => shows ?? 'UPGRADE'),
];

/** The proxy's status at `now`; the vendor lists no word for one being upgraded [?]. */
export const proxyStatusOf = (state: State, proxy: ProxyInstance, now: number): string =>
  runningOn(state, proxy.instance_id, now).some((work) => work.proxy_id === proxy.id)
    ? 'UPGRADING'
    : proxy.status;

/** The work on an instance that has been started and has not ended; immediate jobs count from acceptance. */
const runningOn = (state: State, instance_id: string, now: number): Work[] => [
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
  if (work.settled || workStatus(work, now) !== 'Completed' || now < work.ends + (work.lagMs ?? 0)) return;
  work.settled = true;
  const instance = state.instances.get(work.instance_id);
  const proxy = state.proxies.get(work.proxy_id ?? '');
  if (instance) changeInstance(instance, work.change);
  if (proxy && work.change.kind === 'proxy') proxy.version = work.change.version;
  const seen = proxy ?? instance;
  if (seen && work.ending === 'unprovable') seen.missing = union(seen.missing, PROOF[work.change.kind]);
};

const changeInstance = (instance: Instance, change: Work['change']): void => {
  if (change.kind === 'patch') {
    instance.patch_available = false;
    // That a patch counts up the last part is an inference [I]; the sample is `3.11.3`.
    instance.whole_version = instance.whole_version?.replace(/\d+$/, (last) => `${Number(last) + 1}`);
  }
  if (change.kind === 'plugin') instance.plugins = union(instance.plugins, [change.plugin_name]);
  // Whether a hot patch that was taken back is offered again is unknown [?].
  if (change.kind === 'rollback') {
    instance.hotfix_versions = instance.hotfix_versions.filter(
      (version) => !change.versions.includes(version),
    );
  }
  if (change.kind === 'hotfix') {
    instance.hotfix_versions = union(instance.hotfix_versions, change.versions);
    instance.hotfix_candidates = instance.hotfix_candidates.filter(
      (version) => !change.versions.includes(version),
    );
  }
};

const HOTFIXES = [
  'hotfix_versions',
  'hotfix_version_infos',
  'hotfix_upgrade_candidate_versions',
  'hotfix_upgrade_infos',
  'hotfix_rollback_candidate_versions',
  'hotfix_rollback_infos',
];
/** The fields that show what such work has changed. */
const PROOF: Record<Work['change']['kind'], string[]> = {
  plugin: ['installed', 'plugin_version'],
  hotfix: HOTFIXES,
  rollback: HOTFIXES,
  proxy: ['current_version', 'can_upgrade'],
  patch: ['patch_available', 'whole_version'],
  backup: ['backup_status'],
  none: [],
};

const union = (some: string[], more: string[]) => [...new Set([...some, ...more])];
