import { IndexedMap } from './indexed-map.ts';
import type {
  AccessKey,
  Alarm,
  Backup,
  Drift,
  Instance,
  Project,
  ProxyInstance,
  Token,
  User,
} from './resources.ts';
import type { Work } from './work.ts';

/** Everything the cloud knows. Plain maps and settings, to be read and changed by tests at any time. */
export interface State {
  /** How long a new token is good for; 24 h at the vendor (contract §6.1). */
  tokenLifetimeMs: number;
  /** How long accepted work stays out of every listing; some seconds at TaurusDB (contract §7.1). */
  visibilityDelayMs: number;
  /** How long a job or started task runs. */
  jobDurationMs: number;
  /** Hotfix tasks: an id per instance (OpenAPI's sample) instead of one per call (the vendor's page) (contract §3). */
  taskIdPerInstance: boolean;
  /** Create instances and proxies of well-formed ids when they are first named. */
  autoCreate: boolean;
  /** What the offset of TaurusDB's immediate jobs counts: pages from 1 [I], or items as the vendor's text has it (contract §7.1). */
  immediateJobsOffset: 'pages' | 'items';
  /** What stands in a hotfix task's `task_content`: an object (OpenAPI) or its text (every SDK). */
  taskContent: 'object' | 'text';
  /** What a list's `total_count` is: a number, or one in quotes, as some are declared (contract §7.1). */
  totalCount: 'number' | 'text';
  /** The project that tokens are good for, whatever was asked; empty: the one asked for. */
  tokenProject: string;
  /** The routes of services that this cloud does not know, as `gaussdb GET /v3.3/{project_id}/instances`. */
  unpublished: string[];
  /** How many characters a new token has; 0: as many as the vendor's samples. */
  tokenLength: number;

  /** By `domain/name`. */
  users: Map<string, User>;
  /** By access key id. */
  accessKeys: Map<string, AccessKey>;
  /** By the token's text; clear it to revoke them all. */
  tokens: Map<string, Token>;
  /** By id. */
  projects: Map<string, Project>;
  instances: IndexedMap<Instance, 'project'>;
  proxies: IndexedMap<ProxyInstance, 'instance'>;
  /** Immediate jobs and workflows by id. */
  jobs: IndexedMap<Work, 'project' | 'instance'>;
  /** Backups by id. */
  backups: IndexedMap<Backup, 'project' | 'instance'>;
  /** Scheduled tasks by `id/instance_id`, as several instances may share an id (contract §3). */
  tasks: IndexedMap<Work, 'project' | 'instance' | 'id'>;
  /** Cloud Eye's records of alarms, by their ids. */
  alarms: Map<string, Alarm>;
  /** Ids to hand out first for an instance or proxy; seeded so that the vendor's examples come out verbatim. */
  presetIds: Map<string, string[]>;

  /** Adds an instance; whatever is left out gets a healthy default for its service. */
  addInstance(instance: Pick<Instance, 'id' | 'service' | 'project_id'> & Partial<Instance>): Instance;
  /** Adds a proxy; whatever is left out gets a healthy default. */
  addProxy(
    proxy: Pick<ProxyInstance, 'id' | 'instance_id' | 'project_id'> & Partial<ProxyInstance>,
  ): ProxyInstance;
  /** Changes fields of the instance or proxy of this id; throws when there is none, or no such field. */
  change(id: string, fields: Partial<Instance & ProxyInstance>): Instance | ProxyInstance;
}

/** The key of a scheduled task in `state.tasks`. */
export const taskKey = (task: Pick<Work, 'id' | 'instance_id'>): string => `${task.id}/${task.instance_id}`;

/** A state with the vendor's defaults and nothing in it. */
export const emptyState = (): State => {
  const state: State = {
    tokenLifetimeMs: 24 * 60 * 60_000,
    visibilityDelayMs: 0,
    jobDurationMs: 15 * 60_000,
    taskIdPerInstance: false,
    autoCreate: false,
    immediateJobsOffset: 'pages',
    taskContent: 'object',
    totalCount: 'number',
    tokenProject: '',
    tokenLength: 0,
    unpublished: [],
    users: new Map(),
    accessKeys: new Map(),
    tokens: new Map(),
    projects: new Map(),
    instances: new IndexedMap({ project: (instance) => instance.project_id }),
    proxies: new IndexedMap({ instance: (proxy) => proxy.instance_id }),
    jobs: new IndexedMap({ project: (job) => job.project_id, instance: (job) => job.instance_id }),
    backups: new IndexedMap({
      project: (backup) => backup.project_id,
      instance: (backup) => backup.instance_id,
    }),
    tasks: new IndexedMap({
      project: (task) => task.project_id,
      instance: (task) => task.instance_id,
      id: (task) => task.id,
    }),
    alarms: new Map(),
    presetIds: new Map(),
    addInstance: (given) => {
      const instance = { ...instanceDefaults(given), ...given };
      state.instances.set(instance.id, instance);
      return instance;
    },
    addProxy: (given) => {
      const proxy = {
        name: `proxy-${given.id.slice(0, 8)}`,
        status: 'ACTIVE',
        pool_status: 'ACTIVE',
        version: '2.23.12.000',
        latest_version: '2.24.03.000',
        can_upgrade: undefined,
        nodes: ['ACTIVE', 'ACTIVE'],
        created: CREATED,
        ...noDrift(),
        ...given,
      };
      state.proxies.set(proxy.id, proxy);
      return proxy;
    },
    change: (id, fields) => {
      const found = state.instances.get(id) ?? state.proxies.get(id);
      if (!found) throw new Error(`no instance or proxy ${id}`);
      const wrong = Object.keys(fields).find((name) => FIXED.includes(name) || !(name in found));
      if (wrong) throw new Error(`${wrong} of ${id} cannot be changed`);
      return Object.assign(found, fields);
    },
  };
  return state;
};

/** What the maps are indexed by. */
const FIXED = ['id', 'service', 'project_id', 'instance_id'];

const noDrift = (): Drift => ({ missing: [], job_missing: [], status_word: undefined, progress: undefined });

const CREATED = Date.UTC(2023, 0, 15, 1, 46, 40);

const instanceDefaults = ({ id, service }: Pick<Instance, 'id' | 'service'>) => ({
  ...noDrift(),
  name: `${service}-${id.slice(0, 8)}`,
  engine: engineOf(id, service),
  status: healthy(service),
  version: service === 'gaussdb' ? '3.208.0' : service === 'taurusdb' ? '8.0' : '1.7',
  hotfix_versions: [],
  hotfix_candidates: service === 'gaussdb' ? ['3.208.0.6', '3.208.0.7'] : [],
  backup_sensitive: [],
  plugins: [],
  plugin_version: '1.0',
  patch_available: service === 'geminidb',
  whole_version: WHOLE[engineOf(id, service)],
  actions: [],
  nodes: Array.from({ length: 3 }, () => healthy(service)),
  disk: { size: 185, used: 15 },
  maintenance_window: service === 'geminidb' ? '02:00-06:00' : '18:00-22:00',
  enterprise_project_id: '0',
  zones: ['az1'],
  tags: [],
  created: CREATED,
});

/** The engines that show a version in full (contract §7.2). */
const WHOLE: Readonly<Record<string, string>> = { cassandra: '3.11.3', 'gaussdb-mysql': '2.0.57.240900' };

/** contract §7.2 */
const healthy = (service: Instance['service']): string => (service === 'geminidb' ? 'normal' : 'ACTIVE');

/** Engine by the id's suffix (contract §10) and the instance lists' spelling of it (contract §7.2). */
const engineOf = (id: string, service: Instance['service']): string => {
  if (service === 'gaussdb') return 'GaussDB';
  if (service === 'taurusdb') return 'gaussdb-mysql';
  const suffix = /in\d\d$/.exec(id)?.[0] ?? '';
  const engines: Record<string, string> = {
    in06: 'cassandra',
    in12: 'redis',
    in13: 'influxdb',
    in10: 'mongodb',
  };
  return engines[suffix] ?? 'influxdb';
};
