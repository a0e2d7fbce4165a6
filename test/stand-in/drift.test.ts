import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, read, send } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { vendorTime } from '../../stand-in/cloud/times.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const MINUTE = 60_000;
const { plugin, hotfix, proxy, patch } = PAGES;
const [HOTFIX] = hotfix.body.instance_ids;
const [PATCHED] = patch.body.instance_ids;
const lastJob = () => cloud.accepted.at(-1)?.job_id;

/** What the job of each service shows of itself. */
const jobs = {
  plugin: async () => (await read(cloud, plugin, `/jobs?id=${lastJob()}`)).body.job,
  'plugin’s task': async () => (await read(cloud, plugin, '/tasks')).body.tasks[0],
  proxy: async () => (await read(cloud, proxy, `/jobs?id=${lastJob()}`)).body.job,
  'proxy’s immediate job': async () => (await read(cloud, proxy, '/immediate-jobs')).body.jobs[0],
  patch: async () => (await read(cloud, patch, `/jobs?id=${lastJob()}`)).body.jobs[0],
  hotfix: async () =>
    (await read(cloud, hotfix, `/instances/schedule-tasks?instance_id=${HOTFIX}`)).body.tasks[0],
};

const cases: [keyof typeof jobs, string, string, () => Promise<unknown>][] = [
  ['plugin', PLUGIN_INSTANCE, 'progress', () => send(cloud, plugin)],
  ['plugin’s task', PLUGIN_INSTANCE, 'process', () => send(cloud, plugin)],
  ['proxy', PROXY, 'process', () => send(cloud, proxy)],
  ['proxy’s immediate job', PROXY, 'process', () => send(cloud, proxy)],
  ['patch', PATCHED, 'progress', () => send(cloud, patch)],
];
const hotfixSoon = () => {
  const start_time = vendorTime(cloud.clock.now() + MINUTE);
  return send(cloud, hotfix, { body: { ...hotfix.body, start_time } });
};

describe.each(cases)('the words of a %s', (name, target, progress, start) => {
  test.each([['60%'], [''], [60], [null]])('progress %j', async (shown) => {
    await start();
    cloud.state.change(target, { progress: shown });
    expect((await jobs[name]())[progress]).toBe(shown);
  });

  test('a status word for all, or for each', async () => {
    await start();
    cloud.state.change(target, { status_word: { Completed: 'SUCCESS' } });
    cloud.clock.advance(MINUTE);
    expect((await jobs[name]()).status).toBe('Running');
    cloud.clock.advance(20 * MINUTE);
    expect((await jobs[name]()).status).toBe('SUCCESS');
    cloud.state.change(target, { status_word: 'completed' });
    expect((await jobs[name]()).status).toBe('completed');
  });

  test('fields that are not there', async () => {
    await start();
    cloud.state.change(target, { job_missing: ['status', progress] });
    const shown = await jobs[name]();
    expect(shown).not.toHaveProperty('status');
    expect(shown).not.toHaveProperty(progress);
    expect(Object.keys(shown).length).toBeGreaterThan(3);
  });
});

test('a hotfix task has a status word and missing fields; a filter goes by what it is', async () => {
  await hotfixSoon();
  cloud.state.change(HOTFIX, { status_word: { Pending: 'WAITING' }, job_missing: ['task_name'] });
  expect(await jobs.hotfix()).toMatchObject({ status: 'WAITING' });
  expect(await jobs.hotfix()).not.toHaveProperty('task_name');
  const pending = await read(cloud, hotfix, '/instances/schedule-tasks?status=Pending');
  expect(pending.body.total_count).toBe(2);
});

describe('what an instance or proxy shows of itself', () => {
  const listed = async (page: typeof plugin | typeof hotfix | typeof patch, id: string) =>
    (await read(cloud, page, `/instances?id=${id}`)).body.instances[0];

  test('fields missing, at any depth, from reads about it alone', async () => {
    cloud.state.change(PATCHED, { missing: ['patch_available', 'actions'] });
    const [shown, next] = (await read(cloud, patch, '/instances')).body.instances;
    expect(shown.datastore).toEqual({ type: 'influxdb', version: '1.7', whole_version: '' });
    expect(shown).not.toHaveProperty('actions');
    expect(next).toMatchObject({ actions: [], datastore: { patch_available: true } });

    cloud.state.change(HOTFIX, { missing: ['hotfix_upgrade_candidate_versions'] });
    const candidates = await read(cloud, hotfix, `/instances/${HOTFIX}/db-upgrade/candidate-versions`);
    expect(candidates.body).not.toHaveProperty('hotfix_upgrade_candidate_versions');
    expect(candidates.body.hotfix_upgrade_infos).toHaveLength(2);

    cloud.state.change(PLUGIN_INSTANCE, { missing: ['installed', 'used'] });
    const plugins = await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/plugins`);
    expect(plugins.body.plugins).toEqual([{ plugin_name: 'postgis', port: '', plugin_version: '' }]);
    expect((await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/volume-usage`)).body).toEqual({
      total: '185.0',
    });

    cloud.state.change(PROXY, { missing: ['current_version', 'status'] });
    const version = proxy.path.replace('upgrade-version', 'taurusproxy/proxy-version');
    expect((await read(cloud, proxy, version)).body).toEqual({
      latest_version: '2.24.03.000',
      can_upgrade: true,
    });
    const [first] = (await read(cloud, proxy, `/instances/${PROXY_INSTANCE}/proxies`)).body.proxy_list;
    expect(first.proxy).not.toHaveProperty('status');
    expect(first.proxy.pool_status).toBe('ACTIVE');
  });

  test('a status, nodes, versions and a full disk', async () => {
    cloud.state.change(PLUGIN_INSTANCE, {
      status: 'STORAGE FULL',
      nodes: ['ACTIVE', 'FAILED'],
      disk: { size: 100, used: 93.5 },
      plugins: ['postgis'],
      plugin_version: '2.1',
    });
    expect(await listed(plugin, PLUGIN_INSTANCE)).toMatchObject({
      status: 'STORAGE FULL',
      volume: { size: 100 },
      nodes: [{ status: 'ACTIVE' }, { status: 'FAILED' }],
    });
    expect((await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/volume-usage`)).body).toEqual({
      used: '93.5',
      total: '100.0',
    });
    expect((await read(cloud, plugin, `/instances/${PLUGIN_INSTANCE}/plugins`)).body.plugins).toMatchObject([
      { installed: true, plugin_version: '2.1' },
    ]);
    expect((await send(cloud, plugin)).status).toBe(409);
  });

  test('another version and other tags, by whatever shows them', async () => {
    const tags = [{ key: 'upkeep-hold-until', value: '2027-01-15' }];
    cloud.state.change(HOTFIX, { version: '8.104', tags });
    const [shown] = (await read(cloud, hotfix, `/instances?id=${HOTFIX}`)).body.instances;
    expect(shown).toMatchObject({ datastore: { version: '8.104' }, tags });
    cloud.state.change(PATCHED, { tags });
    expect((await read(cloud, patch, `/instances/${PATCHED}/tags`)).body).toEqual({ tags });
    expect(await listed(patch, PATCHED)).not.toHaveProperty('tags');
    cloud.state.change(PATCHED, { missing: ['tags'] });
    expect((await read(cloud, patch, `/instances/${PATCHED}/tags`)).body).toEqual({});
    expect((await read(cloud, patch, '/instances/00000000000000000000000000000000in13/tags')).status).toBe(
      404,
    );
  });

  test('an action going on, which refuses other work', async () => {
    cloud.state.change(PATCHED, { actions: ['CREATE'] });
    expect(await listed(patch, PATCHED)).toMatchObject({ status: 'normal', actions: ['CREATE'] });
    expect(await (await send(cloud, patch)).json()).toMatchObject({
      upgrade_results: [{ error_code: 'DBS.200011' }, { error_code: 'DBS.200011' }],
    });
  });

  test('other candidates, some of which stop backups', async () => {
    cloud.state.change(HOTFIX, { hotfix_candidates: ['3.208.0.9'], backup_sensitive: ['3.208.0.9'] });
    const { body } = await read(cloud, hotfix, `/instances/${HOTFIX}/db-upgrade/candidate-versions`);
    expect(body).toMatchObject({
      hotfix_upgrade_candidate_versions: ['3.208.0.9'],
      hotfix_upgrade_infos: [{ version: '3.208.0.9', backup_sensitive: true, common_patch: 'common' }],
    });
  });

  test('a full version, which Cassandra shows and a patch counts up', async () => {
    const id = '1111111111111111in06';
    cloud.state.addInstance({ id, service: 'geminidb', project_id: patch.project_id });
    expect((await listed(patch, id)).datastore.whole_version).toBe('3.11.3');
    await send(cloud, patch, { body: { instance_ids: [id] } });
    cloud.clock.advance(16 * MINUTE);
    expect((await listed(patch, id)).datastore).toMatchObject({
      whole_version: '3.11.4',
      patch_available: false,
    });
    expect((await listed(patch, PATCHED)).datastore).toHaveProperty('whole_version', '');
    cloud.state.change(PATCHED, { whole_version: '1.7.9' });
    await send(cloud, patch);
    cloud.clock.advance(16 * MINUTE);
    expect((await listed(patch, PATCHED)).datastore.whole_version).toBe('1.7.10');
  });

  test('a proxy that cannot be upgraded, or is not active', async () => {
    cloud.state.change(PROXY, { can_upgrade: false, status: 'CHANGING WEIGHTS', pool_status: 'ABNORMAL' });
    const version = proxy.path.replace('upgrade-version', 'taurusproxy/proxy-version');
    expect((await read(cloud, proxy, version)).body.can_upgrade).toBe(false);
    const { body } = await read(cloud, proxy, `/instances/${PROXY_INSTANCE}/proxies`);
    expect(body.proxy_list).toMatchObject([
      { proxy: { pool_id: PROXY, status: 'CHANGING WEIGHTS', pool_status: 'ABNORMAL', node_num: 2 } },
    ]);
    expect(await (await send(cloud, proxy)).json()).toMatchObject({ update_result: [{ state: 'REJECT' }] });
  });

  test('what is not there cannot be changed', () => {
    expect(() => cloud.state.change('nobody', { status: 'x' })).toThrow('no instance or proxy nobody');
    expect(() => cloud.state.change(PROXY, { actions: [] })).toThrow(`actions of ${PROXY} cannot be changed`);
    expect(() => cloud.state.change(PROXY, { instance_id: 'x' })).toThrow('instance_id');
  });
});
