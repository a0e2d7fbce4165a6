import { createIds } from './ids.ts';
import type { DatabaseService } from './resources.ts';
import { type State, taskKey } from './state.ts';
import type { Work } from './work.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The project that `livedIn` fills: the region's own, of the plug-in page's example. */
export const LIVED_IN = '0c8243400d37468bb4aed3cc94c2911d';

/** A project in which people have worked for weeks: databases of all services, and what was done to them. */
export const livedIn = (state: State, now: number): void => {
  const ids = createIds('lived-in');
  const jobIds = createIds('lived-in job');
  const add = (service: DatabaseService, suffix: string, more: object = {}) =>
    state.addInstance({ id: `${ids.hex()}${suffix}`, service, project_id: LIVED_IN, ...more }).id;
  const work = (
    service: DatabaseService,
    instance_id: string,
    name: string,
    ago: number,
    more: object = {},
  ) => {
    const started = now - ago;
    return {
      id: jobIds.uuid(),
      service,
      project_id: LIVED_IN,
      instance_id,
      name,
      created: started,
      visible: started,
      starts: started,
      ends: started + 20 * MINUTE,
      listed: true,
      change: { kind: 'none' as const },
      settled: false,
      ...more,
    } satisfies Work;
  };
  const job = (...given: Parameters<typeof work>) => {
    const done = work(...given);
    state.jobs.set(done.id, done);
    return done;
  };
  const backup = (service: DatabaseService, instance_id: string, name: string, ago: number) => {
    const { id: job_id, project_id } = job(service, instance_id, name, ago, {
      change: { kind: 'backup' },
      settled: true,
    });
    const id = `${ids.hex()}br01`;
    state.backups.set(id, { id, name: `by-hand-${ago}`, description: '', instance_id, project_id, job_id });
  };
  const task = (...given: Parameters<typeof work>) => {
    const planned = work(...given);
    state.tasks.set(taskKey(planned), planned);
  };
  const hotfix = { kind: 'hotfix', versions: ['3.208.0.6'] };

  const patched = add('gaussdb', 'in14', {
    name: 'orders-primary',
    hotfix_versions: ['3.208.0.4', '3.208.0.5'],
    plugins: ['postgis'],
    tags: [{ key: 'cost-centre', value: '4711' }],
  });
  const plain = add('gaussdb', 'in14', { name: 'orders-archive' });
  job('gaussdb', patched, 'InstallKernelPlugin', 20 * DAY);
  job('gaussdb', patched, 'HotfixRollback', 9 * DAY);
  for (const id of [patched, plain]) backup('gaussdb', id, 'BackupSnapshotGaussDBV5InInstance', 2 * DAY);
  job('gaussdb', plain, 'ResizeGaussDBV5Flavor', DAY, { fail_reason: 'Not enough capacity in az1.' });
  task('gaussdb', patched, 'HOTFIX_VERSION_UPGRADE', 12 * DAY, { change: hotfix });
  task('gaussdb', plain, 'HOTFIX_VERSION_UPGRADE', MINUTE, {
    change: hotfix,
    starts: now + 2 * DAY,
    ends: now + 2 * DAY + 20 * MINUTE,
  });

  const cluster = add('taurusdb', 'in07', { name: 'shop' });
  const proxy_id = `${ids.hex()}po01`;
  state.addProxy({ id: proxy_id, instance_id: cluster, project_id: LIVED_IN, name: 'shop-reads' });
  for (let day = 1; day <= 12; day++) job('taurusdb', cluster, 'ResizeGaussDBforMySQLFlavor', day * DAY);
  job('taurusdb', cluster, 'UpgradeGaussDBforMySQLProxyVersion', 15 * DAY, { proxy_id });
  backup('taurusdb', cluster, 'CreateGaussDBforMySQLManualBackup', 2 * DAY);
  for (const day of [3, 4]) task('taurusdb', cluster, 'REBOOT_INSTANCE', day * DAY);

  for (const [suffix, name] of [
    ['in06', 'sessions'],
    ['in12', 'cache'],
    ['in13', 'metrics'],
  ] as const) {
    const id = add('geminidb', suffix, { name });
    job('geminidb', id, 'UpgradeDbVersion', 6 * DAY);
    backup('geminidb', id, 'BackupInstance', 5 * DAY);
  }
};
