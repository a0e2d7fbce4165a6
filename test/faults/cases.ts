/** One operation as a test sends it: its intent, the targets it names, and what the vendor's SDK calls it. */
export interface Case {
  readonly operation: string;
  readonly call: string;
  readonly service: 'gaussdb' | 'taurusdb' | 'geminidb';
  readonly intent: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
}

const plugged = 'f9b5f9b296ec6808e067in14';
const hotfixed = ['cc0ae5c47bf94834bf9e44138f7f995ain14', 'aa0ae5c47bf94834bf9e44138f7f995ain14'];
const proxied = '0f46fc46396e4fb19a0cb52f578e9511po01';
const patched = ['046287aae57843b1a7bc61b7a8812f41in13', '3d1e04f49efa473a8c7eaf07ed7ff870in13'];

/** `install-kernel-plugin` on one instance. */
export const plugin: Case = {
  operation: 'install-kernel-plugin',
  call: 'installKernelPlugin',
  service: 'gaussdb',
  intent: {
    project_id: '0c8243400d37468bb4aed3cc94c2911d',
    instance_id: plugged,
    plugin_name: 'postgis',
    url: 'https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz',
    sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
  },
  targets: [plugged],
};

/** `schedule-hotfix-upgrade` on two instances. */
export const hotfix: Case = {
  operation: 'schedule-hotfix-upgrade',
  call: 'createScheduleTask',
  service: 'gaussdb',
  intent: {
    project_id: '0483b6b16e954cb88930a360d2c4e663',
    instance_ids: hotfixed,
    start_time: 'PT2H',
    target_version: '3.208.0.6,3.208.0.7',
  },
  targets: hotfixed,
};

/** `upgrade-proxy-version` of one proxy. */
export const proxy: Case = {
  operation: 'upgrade-proxy-version',
  call: 'upgradeProxyVersion',
  service: 'taurusdb',
  intent: {
    project_id: '054e292c9880d4992f02c0196d3ea468',
    instance_id: '517ea793ab91438cbfcd9c4b1c958b1ein07',
    proxy_id: proxied,
    source_version: '2.23.12.000',
    target_version: '2.24.03.000',
  },
  targets: [proxied],
};

/** `patch-databases` on two instances. */
export const patch: Case = {
  operation: 'patch-databases',
  call: 'batchUpgradeDatabaseVersion',
  service: 'geminidb',
  intent: { project_id: '619d3e78f61b4be68bc5aa0b59edcf7b', instance_ids: patched },
  targets: patched,
};

/** All four, each of which the stand-in takes on when nothing is wrong. */
export const cases: readonly Case[] = [plugin, hotfix, proxy, patch];

const onFirst = (one: Case): Case => {
  const targets = one.targets.slice(0, 1);
  return { ...one, intent: { ...one.intent, instance_ids: targets }, targets };
};

/** The same four, each on one target. */
export const singles: readonly Case[] = [plugin, onFirst(hotfix), proxy, onFirst(patch)];
