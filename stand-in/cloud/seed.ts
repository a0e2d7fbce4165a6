import { emptyState, type State } from './state.ts';

const DOMAIN = 'acme';
const KEYS = { access: 'UPKEEPACCESSKEY00001', secret: 'upkeep-secret-key-for-the-stand-in-cloud' };

/** A state that holds one user, one access key and the databases of the operations' examples. */
export const seededState = (): State => {
  const state = emptyState();
  state.users.set(`${DOMAIN}/upkeep`, {
    id: '7116d09f88fa41908676fdd4b039e95b',
    name: 'upkeep',
    domain: DOMAIN,
    password: 'correct horse battery staple',
    failures: 0,
    locked_until: 0,
  });
  state.accessKeys.set(KEYS.access, { ...KEYS, domain: DOMAIN, failures: 0, locked_until: 0 });

  const project = (id: string, name: string) => {
    state.projects.set(id, { id, name, domain: DOMAIN });
    return id;
  };
  seedPlugin(state, project('0c8243400d37468bb4aed3cc94c2911d', 'ap-southeast-1'));
  seedHotfix(state, project('0483b6b16e954cb88930a360d2c4e663', 'ap-southeast-1_hotfix'));
  seedRollback(state, project('3ab13e25cf0a4a9bb5f4d6a1f7c6e2d1', 'ap-southeast-1_rollback'));
  for (const { service, id, project_id, ids } of BACKED_UP) {
    state.addInstance({ id, service, project_id: project(project_id, `ap-southeast-1_backup_${service}`) });
    state.presetIds.set(id, [...ids]);
  }
  seedProxy(state, project('054e292c9880d4992f02c0196d3ea468', 'ap-southeast-1_proxy'));
  seedPatch(state, project('619d3e78f61b4be68bc5aa0b59edcf7b', 'ap-southeast-1_patch'));
  return state;
};

/** contract §2: the page's instance id has 24 characters. */
export const PLUGIN_INSTANCE = 'f9b5f9b296ec6808e067in14';
const seedPlugin = (state: State, project_id: string) => {
  const { id } = state.addInstance({ id: PLUGIN_INSTANCE, service: 'gaussdb', project_id });
  state.presetIds.set(id, ['bf26cf3c-d046-4080-bb45-f114be7afa5f']);
};

/** contract §3. */
export const HOTFIX_INSTANCES = [
  'cc0ae5c47bf94834bf9e44138f7f995ain14',
  'aa0ae5c47bf94834bf9e44138f7f995ain14',
] as const;
const seedHotfix = (state: State, project_id: string) => {
  for (const id of HOTFIX_INSTANCES) state.addInstance({ id, service: 'gaussdb', project_id });
  state.presetIds.set(HOTFIX_INSTANCES[0], ['07c5880a-cbf0-44ad-91c1-5803a10f11a1']);
};

/** Fleet contract §6: no page has a sample of a rollback. */
const ROLLBACK_INSTANCE = 'b7d1ae5c47bf94834bf9e44138f7f995in14';
const seedRollback = (state: State, project_id: string) => {
  const { id } = state.addInstance({
    id: ROLLBACK_INSTANCE,
    service: 'gaussdb',
    project_id,
    hotfix_versions: ['3.208.0.5', '3.208.0.6', '3.208.0.7'],
    hotfix_candidates: [],
  });
  state.presetIds.set(id, ['6e0b8f0c1d5a4f1d9c9dd2d4b7f4a911']);
};

/** Fleet contract §5: an instance for each service, with the ids of the job and of the backup. */
const BACKED_UP = [
  {
    service: 'gaussdb',
    id: 'd41d8cd98f00b204e9800998ecf8427ein14',
    project_id: '2f5c8a1e7b3d4096a1c2e3f405162738',
    ids: ['1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d', 'c0c9f155e7d34a3e9f4e8ad2f7b61c22'],
  },
  {
    service: 'taurusdb',
    id: '8f14e45fceea467a9f0c4d5e6f7a8b9cin07',
    project_id: '3a6d9b2f8c4e51a7b2d3f40516273849',
    ids: ['2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e', 'd1d0a266f8e45b4fa05f9be308c72d33'],
  },
  {
    service: 'geminidb',
    id: 'c4ca4238a0b94382b8dcc509a6f7584bin06',
    project_id: '4b7e0c3f9d5f62b8c3e4051627384950',
    ids: ['3c4d5e6f-7a8b-4c9d-8e1f-2a3b4c5d6e7f', 'e2e1b377a9f56c50b16facf419d83e44'],
  },
] as const;

/** contract §4; the second workflow id belongs to the page's REJECT item. */
export const PROXY_INSTANCE = '517ea793ab91438cbfcd9c4b1c958b1ein07';
export const PROXY = '0f46fc46396e4fb19a0cb52f578e9511po01';
const seedProxy = (state: State, project_id: string) => {
  const instance_id = PROXY_INSTANCE;
  state.addInstance({ id: instance_id, service: 'taurusdb', project_id });
  const { id } = state.addProxy({ id: PROXY, instance_id, project_id });
  state.presetIds.set(id, ['375ac6a4-2788-4e45-83bf-8a9d2324317f', '375ac6a4-2788-4e45-83be-8a9d2324327f']);
};

/** contract §5: the page's second instance is refused because of its status. */
export const PATCH_INSTANCES = [
  '046287aae57843b1a7bc61b7a8812f41in13',
  '3d1e04f49efa473a8c7eaf07ed7ff870in13',
] as const;
const seedPatch = (state: State, project_id: string) => {
  const service = 'geminidb';
  const [healthy, abnormal] = PATCH_INSTANCES;
  state.addInstance({ id: healthy, service, project_id });
  state.addInstance({ id: abnormal, service, project_id, status: 'abnormal' });
  state.presetIds.set(healthy, ['e4616470-733d-41de-a9b0-a260709293d3']);
};
